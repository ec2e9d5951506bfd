// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * Keeps the figures of {@code /metrics} in the application's registries of Micrometer's: as meters that ask for their
 * value when they are read. A registry is held weakly, and what is known of its classes is held by its meters alone, so
 * that an application that has stopped can go. {@link #update} is for the status thread, {@link #value} for any.
 */
final class Meters {

    /** Series come and go so slowly that nobody misses one for so long. */
    private static final long UPDATE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** All meters are read at once, and all of them from one copy. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Taken(long nanos, Figures figures) {}

    private final Metrics metrics;
    private final Queue<Reference<Object>> seen;

    /** For the status thread alone; that of an update gets a copy. */
    private final Map<Object, Reference<BoundRegistry>> registries = new WeakHashMap<>();

    private @Nullable Thread updating;
    private long updatedNanos;
    private volatile @Nullable Taken taken;

    /**
     * None are bound yet.
     *
     * @param metrics knows the figures
     * @param seen gets registries that the application has set up
     */
    Meters(Metrics metrics, Queue<Reference<Object>> seen) {
        this.metrics = metrics;
        this.seen = seen;
    }

    /**
     * Binds what has been seen, and makes the meters of all registries those of the figures there are now. What
     * concerns the application is done on a thread of its own, which ends: filters and listeners of the application run
     * there, which may take their time and leave things behind.
     *
     * @param wanted {@code false}: there shall be no meters
     */
    void update(boolean wanted) {
        boolean more = adopt();
        long now = System.nanoTime();
        if (registries.isEmpty() || isUpdating() || (!more && now - updatedNanos < UPDATE_NANOS)) {
            return;
        }
        updatedNanos = now;
        Figures figures = wanted ? current() : new Figures();
        List<BoundRegistry> concerned = new ArrayList<>();
        for (Map.Entry<Object, Reference<BoundRegistry>> each : registries.entrySet()) {
            BoundRegistry bound = each.getValue().get();
            if (bound == null && wanted) {
                bound = new BoundRegistry(each.getKey(), this);
                each.setValue(new WeakReference<>(bound));
            }
            if (bound != null && bound.differs(figures)) {
                concerned.add(bound);
            }
        }
        if (!concerned.isEmpty()) {
            updating = new Thread(
                    null, () -> concerned.forEach(each -> each.update(figures)), "replicated-meters", 0, false);
            updating.setDaemon(true);
            updating.setContextClassLoader(null);
            updating.start();
        }
    }

    private boolean isUpdating() {
        if (updating != null && !updating.isAlive()) {
            updating = null;
        }
        return updating != null;
    }

    private boolean adopt() {
        boolean more = false;
        for (Reference<Object> next = seen.poll(); next != null; next = seen.poll()) {
            Object registry = next.get();
            if (registry != null && !BoundRegistry.isComposite(registry) && !registries.containsKey(registry)) {
                registries.put(registry, new WeakReference<>(null));
                more = true;
            }
        }
        return more;
    }

    /**
     * What a meter shows.
     *
     * @param series which one
     * @param part see {@link Figures#value}
     * @param last what it has shown before: what has gone since the last update stays as it was
     */
    double value(Figures.Series series, int part, double last) {
        try {
            return current().value(series, part, last);
        } catch (RuntimeException | LinkageError fault) {
            Faults.caught("meters-value", fault);
            return last;
        }
    }

    private Figures current() {
        Taken known = taken;
        long now = System.nanoTime();
        if (known == null || now - known.nanos > FRESH_NANOS) {
            known = new Taken(now, Figures.of(metrics));
            taken = known;
        }
        return known.figures;
    }
}
