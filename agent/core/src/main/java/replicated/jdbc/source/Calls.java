package replicated.jdbc.source;

import java.util.Arrays;

/**
 * The calls of {@code getConnection} that are running on one thread because nobody routed them, outermost first. Identity
 * hashes stand for data sources, so that nothing of the application is held should an exit ever be missed. Used by its own
 * thread only, and kept by it: to remove a thread-local and set it again costs as much as all else that is done for a connection.
 */
final class Calls {

    private static final ThreadLocal<Calls> CURRENT = new ThreadLocal<>();

    private int[] sources = new int[2];
    private SourceKind[] kinds = new SourceKind[2];
    private int depth;
    private int aside;

    private Calls() {}

    /**
     * The calls of this thread.
     *
     * @return null if there are none
     */
    static Calls current() {
        Calls calls = CURRENT.get();
        return calls == null || (calls.depth == 0 && calls.aside == 0) ? null : calls;
    }

    private static Calls ofThread() {
        Calls calls = CURRENT.get();
        if (calls == null) {
            calls = new Calls();
            CURRENT.set(calls);
        }
        return calls;
    }

    /**
     * From here on the hooks do nothing on this thread.
     *
     * @return the calls of this thread, for {@link #back}
     */
    static Calls stepAside() {
        Calls calls = ofThread();
        calls.aside++;
        return calls;
    }

    void back() {
        aside--;
    }

    boolean isAside() {
        return aside > 0;
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
        Calls calls = ofThread();
        if (calls.depth == calls.sources.length) {
            calls.sources = Arrays.copyOf(calls.sources, 2 * calls.depth);
            calls.kinds = Arrays.copyOf(calls.kinds, 2 * calls.depth);
        }
        calls.sources[calls.depth] = System.identityHashCode(source);
        calls.kinds[calls.depth++] = kind;
    }

    /** A call has ended; one that was not pushed is ignored. */
    void pop(Object source) {
        if (depth > 0 && sources[depth - 1] == System.identityHashCode(source)) {
            depth--;
        }
    }
}
