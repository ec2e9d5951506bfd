// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.context;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import replicated.log.Spans;

/**
 * What the agent keeps of one thread: the scope it works in, the calls of {@code getConnection} that are running on it
 * because nobody routed them, outermost first, and whether what it does is the agent's own doing. Identity hashes stand
 * for data sources, so that nothing of the application is held should an exit ever be missed. Used by its own thread
 * only, and kept by it: to remove a thread-local and set it again costs as much as all else that is done for a
 * connection, and so does a second one beside it.
 */
public final class RoutingContext {

    private static final ThreadLocal<RoutingContext> CURRENT = new ThreadLocal<>();

    /** Threads that were started in a frame, until they first ask. */
    private static final PendingTasks STARTED = new PendingTasks();

    /** On average one statement in so many is measured: two looks at the clock come to a nanosecond for each. */
    private static final int SAMPLE_EVERY = 64;

    private final Thread thread = Thread.currentThread();

    private @Nullable ScopeFrame frame;

    /** That of the frame, or null: asked at every statement. */
    private @Nullable Object scope;

    private int[] sources = new int[2];
    private boolean[] unknown = new boolean[2];
    private int depth;
    private int suppressed;

    /** What the span of the statement that is about to run is to be told. */
    private Spans.@Nullable Note note;

    /** The same is mostly said of many statements in turn, and needs one object. */
    private Spans.@Nullable Note latestNote;

    /** So many statements are not measured before the next one is. */
    private int untilSample;

    /** Whether {@link #untilSample} was ever drawn: a thread may live for one statement. */
    private boolean sampling;

    private RoutingContext() {}

    /**
     * What is known of this thread.
     *
     * @return null if nothing ever was
     */
    public static @Nullable RoutingContext currentOrNull() {
        RoutingContext known = CURRENT.get();
        return known == null && STARTED.mayHave(Thread.currentThread()) ? begun() : known;
    }

    /** Kept even if the thread was started in nothing: it is not looked for again. */
    private static RoutingContext begun() {
        RoutingContext thread = new RoutingContext();
        thread.work(STARTED.take(thread.thread));
        CURRENT.set(thread);
        return thread;
    }

    /**
     * A thread is about to be started, and works in a frame from its start on.
     *
     * @param thread not started yet
     * @param frame what it works in
     */
    public static void starting(Thread thread, ScopeFrame frame) {
        STARTED.put(thread, frame);
    }

    /**
     * Forgets frames of threads that have not asked for them.
     *
     * @param over whether a frame has come to its end
     */
    public static void expunge(Predicate<ScopeFrame> over) {
        STARTED.expunge(over);
    }

    /**
     * What is known of this thread.
     *
     * @return never null; kept from now on
     */
    public static RoutingContext current() {
        RoutingContext thread = currentOrNull();
        if (thread == null) {
            thread = new RoutingContext();
            CURRENT.set(thread);
        }
        return thread;
    }

    /**
     * Whether the calling thread is the one that this is about: takes less than {@link #current} to find out.
     *
     * @return {@code false} for another thread's
     */
    public boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /**
     * The frame that this thread works in.
     *
     * @return what {@link #enter} was called with last, or null
     */
    public static @Nullable ScopeFrame frame() {
        RoutingContext thread = currentOrNull();
        return thread == null ? null : thread.frame;
    }

    /**
     * From here on this thread works in another frame.
     *
     * @param frame null: in none, and nothing is held of the one before
     */
    public static void enter(@Nullable ScopeFrame frame) {
        current().work(frame);
    }

    /**
     * As {@link #enter}, for whoever has the calling thread's context at hand.
     *
     * @param next null: in none
     */
    public void work(@Nullable ScopeFrame next) {
        frame = next;
        scope = next == null ? null : next.scope();
    }

    /**
     * The frame of this thread.
     *
     * @return null outside of all scopes
     */
    public @Nullable ScopeFrame currentFrame() {
        return frame;
    }

    /**
     * The scope of this thread.
     *
     * @return null outside of all scopes
     */
    public @Nullable Object scope() {
        return scope;
    }

    /**
     * Whether what this thread does may be for another scope than its own.
     *
     * @return {@code false} also outside of all scopes
     */
    public boolean mayServeOthers() {
        return frame != null && frame.mayServeOthers();
    }

    /**
     * From here on the hooks of connections and statements do nothing on this thread, until as many calls of
     * {@link #resume}.
     */
    public void suppress() {
        suppressed++;
    }

    /** Ends one {@link #suppress}. */
    public void resume() {
        suppressed--;
    }

    /**
     * Whether what this thread does is the agent's own doing.
     *
     * @return {@code true} between {@link #suppress} and {@link #resume}
     */
    public boolean isSuppressed() {
        return suppressed > 0;
    }

    /**
     * A statement of a routed connection is about to be given to its driver.
     *
     * @param target as in {@link Spans.Note}, which its span is to be told
     * @param reason as there
     * @param lagMillis as there
     */
    public void note(String target, @Nullable String reason, long lagMillis) {
        Spans.Note told = latestNote;
        if (told == null || !told.says(target, reason, lagMillis)) {
            told = new Spans.Note(target, reason, lagMillis);
            latestNote = told;
        }
        note = told;
    }

    /**
     * What the span of the statement that runs is to be told, once.
     *
     * @return null: nothing
     */
    public Spans.@Nullable Note takeNote() {
        Spans.Note told = note;
        note = null;
        return told;
    }

    /**
     * A statement is about to run. Which ones are measured is left to chance: a request that always sends the same
     * number would else have the same one measured each time.
     *
     * @return whether it is one of the few whose duration is measured
     */
    public boolean isSampled() {
        return --untilSample < 0 && drawSample();
    }

    private boolean drawSample() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (!sampling) {
            sampling = true;
            untilSample = random.nextInt(SAMPLE_EVERY) - 1;
            if (untilSample >= 0) {
                return false;
            }
        }
        untilSample = random.nextInt(2 * SAMPLE_EVERY);
        return true;
    }

    /**
     * Whether a call of {@code getConnection} that nobody routed is running.
     *
     * @return {@code true}: what is done on this thread is a pool's or a wrapper's doing, and not the application's
     */
    public boolean isInSource() {
        return depth > 0;
    }

    /**
     * Whether no call is running that nobody routed; for a test.
     *
     * @return {@code false} also where the hooks are suppressed
     */
    public boolean isIdle() {
        return depth == 0 && suppressed == 0;
    }

    /**
     * Whether a data source may be routed within the calls that are running. Inside a pool that is not routed nothing
     * is: it would keep the routed connection. Inside something unknown a pool is routed, since that is then a wrapper,
     * but nothing that makes new connections, since that is what pools call.
     *
     * @param pool whether the data source is known to be a pool
     * @return {@code true} if it may
     */
    public boolean admits(boolean pool) {
        for (int at = 0; at < depth; at++) {
            if (!unknown[at] || !pool) {
                return false;
            }
        }
        return true;
    }

    /**
     * A call that nobody routed starts.
     *
     * @param source the data source
     * @param isUnknown whether it may be a wrapper as well as a pool
     */
    public static void push(Object source, boolean isUnknown) {
        RoutingContext thread = current();
        if (thread.depth == thread.sources.length) {
            thread.sources = Arrays.copyOf(thread.sources, 2 * thread.depth);
            thread.unknown = Arrays.copyOf(thread.unknown, 2 * thread.depth);
        }
        thread.sources[thread.depth] = System.identityHashCode(source);
        thread.unknown[thread.depth++] = isUnknown;
    }

    /**
     * A call has ended; one that was not pushed is ignored.
     *
     * @param source the data source
     */
    public void pop(Object source) {
        if (depth > 0 && sources[depth - 1] == System.identityHashCode(source)) {
            depth--;
        }
    }
}
