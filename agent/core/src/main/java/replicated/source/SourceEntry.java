// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.log.Log;
import replicated.replica.ServerIdentity;

/**
 * What is known of one data source of the application. Refers to it weakly, by identity, and holds nothing that leads
 * to its class loader except while it has a {@link SourceDatabase}; where many objects stand for one pool of a
 * container, it refers so to that pool, and holds one of the objects until the container closes the pool. The mutable
 * fields are written under the lock of {@link SourceRouting}.
 */
final class SourceEntry extends WeakReference<Object> implements Comparable<SourceEntry> {

    private static final long MAX_READING_SECONDS = 5;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Identity hash of what is referred to: the data source's own {@code hashCode} is never called. */
    final int hash;

    private final int number = COUNT.incrementAndGet();
    /** Changes once at most, see {@link #enclose}. */
    private volatile SourceKind kind;

    private final String className;

    /** The one that has asked for it, or another that did after that one was stopped. */
    private volatile WeakReference<ClassLoader> application;

    /** Read on the path of each {@code getConnection}. Null: not ours. */
    private volatile @Nullable SourceDatabase database;

    /** Null until it was read. */
    private volatile ReplicaAssignment.@Nullable Candidate candidate;

    /** What was decided by that; null: nothing, or it no longer holds. */
    private ReplicaAssignment.@Nullable Outcome decided;

    /** Whether something was missing that may be there at the next reading, its driver perhaps. */
    private boolean incomplete;

    /** Whoever is the first to read it; null once that is over. */
    private volatile @Nullable Thread firstReader = Thread.currentThread();

    private final CountDownLatch firstReading = new CountDownLatch(1);

    /** Why it is not routed; null while it is, and before it was read. */
    private volatile @Nullable String why;

    /** What to add to the file so that it is; null: nothing. */
    private volatile @Nullable String advice;

    /** What its server says it is; null: it was not asked. */
    private volatile @Nullable ServerIdentity identity;

    /** Used by the sweeping thread only. */
    private boolean seenOpen;

    /** The application has closed it: it is never routed again. */
    private volatile boolean closed;

    /** One of several objects for one pool; null: there is but one, which this refers to, or the pool is closed. */
    private volatile @Nullable Object standIn;

    private final boolean shared;

    /**
     * An entry.
     *
     * @param source as the application has it
     * @param identity see {@link SourceReader#identity}
     */
    SourceEntry(Object source, Object identity, SourceKind kind, @Nullable ClassLoader application) {
        super(identity);
        this.hash = System.identityHashCode(identity);
        this.shared = identity != source;
        this.standIn = shared ? source : null;
        this.kind = kind;
        this.className = source.getClass().getName();
        this.application = new WeakReference<>(application);
    }

    /** In the order in which they came. */
    @Override
    public int compareTo(SourceEntry other) {
        return Integer.compare(number, other.number);
    }

    /**
     * Waits for the first reading, of which another thread may be in the middle: a connection that is handed out before
     * it would not be routed, and what is written through it would be told to nobody. Not for long, whatever hinders
     * the reader.
     */
    void awaitFirstReading() {
        Thread reader = firstReader;
        if (reader != null && reader != Thread.currentThread()) {
            try {
                if (!firstReading.await(MAX_READING_SECONDS, TimeUnit.SECONDS)) {
                    Log.warn("a data source (" + className + ") has not been read within " + MAX_READING_SECONDS
                            + " s, and until then is not routed");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void firstReadingIsOver() {
        firstReader = null;
        firstReading.countDown();
    }

    /** The data source, or one of those that stand for the same pool; null: it is gone. */
    @Nullable
    Object source() {
        return shared ? standIn : get();
    }

    /** Whether it is a container's pool, which many objects stand for, of several applications perhaps. */
    boolean isShared() {
        return shared;
    }

    /** Tells it from all others. */
    int number() {
        return number;
    }

    SourceKind kind() {
        return kind;
    }

    /** It is found to be what another one gives out, which is routed in its place. */
    void enclose() {
        kind = SourceKind.WRAPPER;
    }

    /** A class that nobody knows is routed only where the file names it, and then it is a pool. */
    SourceKind routedAs() {
        return kind == SourceKind.UNKNOWN ? SourceKind.POOL : kind;
    }

    String className() {
        return className;
    }

    @Nullable
    ClassLoader application() {
        return application.get();
    }

    @Nullable
    SourceDatabase database() {
        return database;
    }

    void routed(SourceDatabase to) {
        database = to;
        why = null;
        advice = null;
    }

    /**
     * It is not routed.
     *
     * @param reason null: nobody has to know
     * @param line of YAML that would help; null: none
     */
    void notRouted(@Nullable String reason, @Nullable String line) {
        database = null;
        why = reason;
        advice = line;
    }

    @Nullable
    String advice() {
        return advice;
    }

    @Nullable
    ServerIdentity identity() {
        return identity;
    }

    void identity(@Nullable ServerIdentity told) {
        identity = told;
    }

    @Nullable
    String why() {
        return why;
    }

    ReplicaAssignment.@Nullable Candidate candidate() {
        return candidate;
    }

    void candidate(ReplicaAssignment.Candidate read) {
        candidate = read;
    }

    /** For people: without passwords, and only its class until it was read. */
    String described() {
        ReplicaAssignment.Candidate read = candidate;
        return read == null ? className : read.described();
    }

    ReplicaAssignment.@Nullable Outcome decided() {
        return decided;
    }

    void decided(ReplicaAssignment.@Nullable Outcome outcome) {
        decided = outcome;
    }

    boolean isIncomplete() {
        return incomplete;
    }

    void incomplete(boolean is) {
        incomplete = is;
    }

    /**
     * Takes note of how far the data source is.
     *
     * @param life as seen now
     * @return whether the application has closed it
     */
    boolean isOver(SourceReader.Life life) {
        boolean over = life == SourceReader.Life.CLOSED || (life == SourceReader.Life.RESTING && seenOpen);
        seenOpen |= life == SourceReader.Life.OPEN;
        return over;
    }

    boolean isClosed() {
        return closed;
    }

    void markClosed() {
        closed = true;
        standIn = null;
    }

    /** The application that was stopped was not the only one that uses it. */
    void reopen(@Nullable ClassLoader by) {
        application = new WeakReference<>(by);
        closed = false;
    }
}
