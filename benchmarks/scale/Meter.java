// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.scale;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Tells work from waiting: what the calling thread has computed and allocated, and how long it stood for the collector,
 * whose threads have to be given the processor first.
 */
final class Meter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long wall = System.nanoTime();
    private final long cpu = THREADS.getCurrentThreadCpuTime();
    private final long made = THREADS.getCurrentThreadAllocatedBytes();
    private final long collected = collectedMillis();

    private static long collectedMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += each.getCollectionTime();
        }
        return millis;
    }

    /** What each of so many took until now, for people. */
    Each of(int many) {
        double computed = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / many;
        double bytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - made) / 1e3 / many;
        double passed = (System.nanoTime() - wall) / 1e3 / many;
        double stood = (collectedMillis() - collected) * 1e3 / many;
        return new Each(
                String.format(Locale.ROOT, "%.2f µs of CPU", computed),
                String.format(
                        Locale.ROOT, "%.2f kB made; by the wall %.1f µs, %.1f of them collections", bytes, passed, stood));
    }

    /** The two columns. */
    record Each(String time, String more) {}
}
