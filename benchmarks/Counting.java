import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import replicated.context.RoutingContext;
import replicated.log.Log;
import replicated.request.Decisions;
import replicated.route.Reason;
import replicated.status.Counters;

/**
 * What it costs to know where a decision went, how long its statement took, and what there is to log of it: one
 * connection with one statement, over and over, beside the same loop without all that. Both run in turn in one JVM, in
 * chunks of about a millisecond, and the 5th percentiles of the chunks are compared: what else the machine does makes
 * chunks longer, never shorter. Exits with 1 where the contract is not kept. Run by {@code counting}.
 */
public final class Counting {
    // The contract.
    private static final double MAX_NANOS = 10;
    private static final double MAX_BYTES = 0.01;

    private static final int CHUNK = 100_000;
    private static final int WARM_UP = 500;
    private static final int CHUNKS = 3_000;

    private static final String[] ROUTES = {
        "GET /", "GET /owners", "GET /owners/*", "GET /owners/*/pets/*", "GET /vets", "GET /invoices/*", "GET /search"
    };
    private static final String[] TARGETS = {"replica-1", "replica-2", "primary"};
    private static final Reason[] REASONS = {Reason.READ_METHOD, Reason.READ_METHOD, Reason.WROTE_EARLIER};

    private final Counters counters = new Counters();
    /** A scope keeps what counts on its route. */
    private final Decisions.OfRoute[] scopes =
            Arrays.stream(ROUTES).map(counters::ofRoute).toArray(Decisions.OfRoute[]::new);

    private final RoutingContext thread = RoutingContext.current();

    private int turn;
    private int route;
    /** So that nothing is left out as useless. */
    private long seen;

    private Counting() {}

    public static void main(String[] arguments) {
        boolean kept = true;
        for (int round = 0; round < Integer.parseInt(arguments[0]); round++) {
            kept &= new Counting().compare();
        }
        System.exit(kept ? 0 : 1);
    }

    private boolean compare() {
        for (int chunk = 0; chunk < WARM_UP; chunk++) {
            base();
            counted();
        }
        long[] base = new long[CHUNKS];
        long[] counted = new long[CHUNKS];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            long begun = System.nanoTime();
            base();
            long between = System.nanoTime();
            counted();
            base[chunk] = between - begun;
            counted[chunk] = System.nanoTime() - between;
        }
        bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
        double nanos = atMost(counted) - atMost(base);
        double each = (double) bytes / CHUNKS / CHUNK;
        System.out.printf(
                Locale.ROOT,
                "counting, latency and events: %.1f ns (loop alone %.1f ns), %.3f bytes; %d%n",
                nanos,
                atMost(base),
                each,
                seen & 1);
        return nanos <= MAX_NANOS && each <= MAX_BYTES;
    }

    private static double atMost(long[] chunks) {
        long[] sorted = chunks.clone();
        Arrays.sort(sorted);
        return (double) sorted[sorted.length / 20] / CHUNK;
    }

    private void base() {
        for (int times = 0; times < CHUNK; times++) {
            next();
        }
    }

    private void counted() {
        for (int times = 0; times < CHUNK; times++) {
            next();
            scopes[route].decided("app", TARGETS[turn], REASONS[turn]);
            if (Log.debugEnabled()) {
                seen++;
            }
            long begun = thread.isSampled() ? System.nanoTime() : 0;
            if (begun != 0) {
                counters.took("app", ROUTES[route], TARGETS[turn], false, System.nanoTime() - begun);
            }
        }
    }

    private void next() {
        turn = turn == 2 ? 0 : turn + 1;
        route = route == ROUTES.length - 1 ? 0 : route + 1;
        seen += ROUTES[route].length() + TARGETS[turn].length() + REASONS[turn].ordinal();
    }
}
