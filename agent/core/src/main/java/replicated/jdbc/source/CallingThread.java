package replicated.jdbc.source;

import java.util.Arrays;

/**
 * What the agent keeps of one thread: the scope it works in, and the calls of {@code getConnection} that are running on it because nobody
 * routed them, outermost first. Identity hashes stand for data sources, so that nothing of the application is held should an
 * exit ever be missed. Used by its own thread only, and kept by it: to remove a thread-local and set it again costs as much as all else
 * that is done for a connection, and so does a second one beside it.
 */
public final class CallingThread {

    private static final ThreadLocal<CallingThread> CURRENT = new ThreadLocal<>();

    private ScopeFrame frame;

    private int[] sources = new int[2];
    private SourceKind[] kinds = new SourceKind[2];
    private int depth;
    private int aside;

    private CallingThread() {}

    /**
     * What is known of this thread.
     *
     * @return null if nothing ever was
     */
    static CallingThread current() {
        return CURRENT.get();
    }

    private static CallingThread made() {
        CallingThread thread = CURRENT.get();
        if (thread == null) {
            thread = new CallingThread();
            CURRENT.set(thread);
        }
        return thread;
    }

    /**
     * The scope that this thread works in.
     *
     * @return what {@link #work} was called with last, or null
     */
    public static ScopeFrame frame() {
        CallingThread thread = CURRENT.get();
        return thread == null ? null : thread.frame;
    }

    /**
     * From here on this thread works in another scope.
     *
     * @param frame null: in none, and nothing is held of the one before
     */
    public static void work(ScopeFrame frame) {
        made().frame = frame;
    }

    /** The scope of a {@link #current} thread, or null. */
    ScopeFrame inFrame() {
        return frame;
    }

    /**
     * From here on the hooks do nothing on this thread.
     *
     * @return this thread, for {@link #back}
     */
    static CallingThread stepAside() {
        CallingThread thread = made();
        thread.aside++;
        return thread;
    }

    void back() {
        aside--;
    }

    boolean isAside() {
        return aside > 0;
    }

    /** Whether no call is running that nobody routed; for a test. */
    boolean isIdle() {
        return depth == 0 && aside == 0;
    }

    /**
     * Whether a data source may be routed within the calls that are running. Inside a pool that is not routed nothing is: it
     * would keep the routed connection. Inside something unknown a pool is routed, since that is then a wrapper, but
     * nothing that makes new connections, since that is what pools call.
     *
     * @param kind of the data source
     * @return {@code true} if it may
     */
    boolean admit(SourceKind kind) {
        for (int at = 0; at < depth; at++) {
            if (kinds[at] != SourceKind.UNKNOWN || kind != SourceKind.POOL) {
                return false;
            }
        }
        return true;
    }

    /** A call that nobody routed starts. */
    static void push(Object source, SourceKind kind) {
        CallingThread thread = made();
        if (thread.depth == thread.sources.length) {
            thread.sources = Arrays.copyOf(thread.sources, 2 * thread.depth);
            thread.kinds = Arrays.copyOf(thread.kinds, 2 * thread.depth);
        }
        thread.sources[thread.depth] = System.identityHashCode(source);
        thread.kinds[thread.depth++] = kind;
    }

    /** A call has ended; one that was not pushed is ignored. */
    void pop(Object source) {
        if (depth > 0 && sources[depth - 1] == System.identityHashCode(source)) {
            depth--;
        }
    }
}
