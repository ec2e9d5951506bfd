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
 * Asks servers what they are, where data sources lead to a database of one name by several names of a server: those that are to be compared are
 * asked together, on a thread of its own. Thread-safe.
 */
final class IdentityQuestions {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Function<PrimaryAccess, ServerIdentity> identify;
    private final Runnable answered;

    @GuardedBy("this")
    private boolean asking;

    @GuardedBy("this")
    private long askedAt;

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
        open.forEach((entry, access) -> entry.identity(told.getOrDefault(entry, new ServerIdentity(null, null))));
        synchronized (this) {
            asking = false;
            askedAt = System.nanoTime();
        }
        try {
            answered.run();
        } catch (RuntimeException | LinkageError fault) {
            Faults.caught("identity", fault);
        }
    }

    /**
     * Forgets after a while who gave no answer, so that it is asked again.
     *
     * @param entries all data sources
     * @return whether there was any
     */
    boolean forgetFailures(List<SourceEntry> entries) {
        synchronized (this) {
            if (asking || System.nanoTime() - askedAt < RETRY_NANOS) {
                return false;
            }
        }
        boolean any = false;
        for (SourceEntry entry : entries) {
            if (entry.identity() != null && !entry.identity().known()) {
                any = true;
            }
        }
        if (any) {
            // What is compared is asked at one time.
            entries.forEach(entry -> entry.identity(null));
        }
        return any;
    }
}
