// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import replicated.log.Faults;
import replicated.replica.DaemonThreads;
import replicated.replica.PrimaryAccess;
import replicated.replica.ServerIdentity;

/**
 * Asks servers what they are, where data sources lead to a database of one name by several names of a server: those
 * that are to be compared are asked together, on a thread of its own. Thread-safe.
 */
final class IdentityQuestions {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MAX_RETRY_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Of a data source whose password is not known: to ask would be one more refused login. */
    static final ServerIdentity CANNOT_BE_ASKED = new ServerIdentity(null, null);

    private final Function<PrimaryAccess, ServerIdentity> identify;
    private final Runnable answered;

    @GuardedBy("this")
    private boolean asking;

    @GuardedBy("this")
    private long askedAt;

    /** Longer and longer: a server that does not let us in is not to be asked for ever as often. */
    @GuardedBy("this")
    private long retryNanos = RETRY_NANOS;

    /**
     * For one wiring.
     *
     * @param identify asks one server; may block for some seconds
     * @param answered called on the thread that has asked, when all have answered or failed to
     */
    IdentityQuestions(Function<PrimaryAccess, ServerIdentity> identify, Runnable answered) {
        this.identify = identify;
        this.answered = answered;
    }

    /**
     * Asks, unless others are being asked: then whoever is told of their answers finds these open again.
     *
     * @param open whom, and how each is reached; may be empty
     */
    void ask(Map<SourceEntry, PrimaryAccess> open) {
        if (open.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (asking) {
                return;
            }
            asking = true;
        }
        new DaemonThreads("identity").newThread(() -> askNow(open)).start();
    }

    private void askNow(Map<SourceEntry, PrimaryAccess> open) {
        Map<SourceEntry, ServerIdentity> told = new HashMap<>();
        try {
            open.forEach((entry, access) -> told.put(entry, identify.apply(access)));
        } catch (RuntimeException | LinkageError fault) {
            Faults.caught("identity", fault);
        }
        // Whoever gave no answer counts as unknown, and is not asked again at once.
        boolean all = true;
        for (SourceEntry entry : open.keySet()) {
            ServerIdentity answer = told.getOrDefault(entry, new ServerIdentity(null, null));
            all &= answer.known();
            // What a server has once said of itself is not forgotten because it is too busy to say it again.
            if (answer.known() || entry.identity() == null) {
                entry.identity(answer);
            }
        }
        synchronized (this) {
            asking = false;
            askedAt = System.nanoTime();
            retryNanos = all ? RETRY_NANOS : Math.min(2 * retryNanos, MAX_RETRY_NANOS);
        }
        try {
            answered.run();
        } catch (RuntimeException | LinkageError fault) {
            Faults.caught("identity", fault);
        }
    }

    @SuppressWarnings("ReferenceEquality") // equal to what one is given that did not answer this time
    private static boolean isFinal(ServerIdentity unknown) {
        return unknown == CANNOT_BE_ASKED;
    }

    /**
     * Forgets after a while who gave no answer, so that it is asked again.
     *
     * @param entries all data sources
     * @return whether there was any
     */
    boolean forgetFailures(List<SourceEntry> entries) {
        synchronized (this) {
            if (asking || System.nanoTime() - askedAt < retryNanos) {
                return false;
            }
        }
        boolean any = false;
        for (SourceEntry entry : entries) {
            ServerIdentity known = entry.identity();
            if (known != null && !known.known() && !isFinal(known)) {
                any = true;
                entry.identity(null);
            }
        }
        return any;
    }
}
