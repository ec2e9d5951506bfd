// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * One registry of Micrometer's and the agent's meters in it. Held by the functions of those meters, and so by the
 * registry itself; by the agent only while it is at work. Micrometer's classes are those of the application, so they
 * are called by reflection. Thread-safe.
 */
final class BoundRegistry {

    private static final String MICROMETER = "io.micrometer.core.instrument.";

    private final Object registry;
    private final Meters meters;

    /** What could not be registered is kept without a meter, and not tried again. */
    private final Map<Figures.Series, Object> bound = new HashMap<>();

    /** Whether the application has closed it, for good. */
    private volatile boolean closed;

    BoundRegistry(Object registry, Meters meters) {
        this.registry = registry;
        this.meters = meters;
    }

    /** Whether a registry hands all of its meters to others, which are bound themselves. */
    static boolean isComposite(Object registry) {
        return ancestor(registry, "composite.CompositeMeterRegistry") != null;
    }

    private static @Nullable Class<?> ancestor(Object registry, String name) {
        for (Class<?> each = registry.getClass(); each != null; each = each.getSuperclass()) {
            if (each.getName().equals(MICROMETER + name)) {
                return each;
            }
        }
        return null;
    }

    /** Whether there are series without a meter, or meters without a series. */
    synchronized boolean differs(Figures figures) {
        return !closed && !bound.keySet().equals(figures.series());
    }

    /**
     * Registers meters and removes them, until there is one for each series. No lock is held while Micrometer is
     * called.
     */
    void update(Figures figures) {
        Thread thread = Thread.currentThread();
        try {
            thread.setContextClassLoader(registry.getClass().getClassLoader());
            Class<?> type = ancestor(registry, "MeterRegistry");
            if (type == null) {
                return;
            }
            MicrometerCalls calls = new MicrometerCalls(type);
            if (calls.isClosed(registry)) {
                closed = true;
                return;
            }
            for (Figures.Series gone : without(figures)) {
                Object meter = take(gone);
                if (meter != null) {
                    calls.remove(registry, meter);
                }
            }
            for (Figures.Series series : figures.series()) {
                Figures.Family family = figures.family(series);
                if (family != null && !isBound(series)) {
                    keep(series, registered(calls, series, family));
                }
            }
        } catch (Throwable fault) {
            Faults.caught("meters", fault);
        } finally {
            thread.setContextClassLoader(null);
        }
    }

    private @Nullable Object registered(MicrometerCalls calls, Figures.Series series, Figures.Family family) {
        try {
            return switch (family.type()) {
                case "counter" -> calls.counter(registry, series, family.help(), this, new Value(series, 0));
                case "gauge" -> calls.gauge(registry, series, family.help(), this, new Value(series, 0));
                default ->
                    calls.timer(
                            registry,
                            series,
                            family.help(),
                            this,
                            new Value(series, Figures.COUNT),
                            new Value(series, Figures.SUM));
            };
        } catch (InvocationTargetException refused) {
            // A name that the application uses otherwise, or a filter of its own that throws.
            Faults.caught("meters-register", refused.getTargetException());
        } catch (ReflectiveOperationException | RuntimeException fault) {
            Faults.caught("meters-register", fault);
        }
        return null;
    }

    private synchronized Set<Figures.Series> without(Figures figures) {
        Set<Figures.Series> gone = new HashSet<>(bound.keySet());
        gone.removeAll(figures.series());
        return gone;
    }

    private synchronized boolean isBound(Figures.Series series) {
        return bound.containsKey(series);
    }

    private synchronized void keep(Figures.Series series, @Nullable Object meter) {
        bound.put(series, meter);
    }

    private synchronized Object take(Figures.Series series) {
        return bound.remove(series);
    }

    /** What a meter asks when it is read. Refers to its registry: nothing else keeps that from being collected. */
    private final class Value implements ToDoubleFunction<Object>, ToLongFunction<Object> {

        private final Figures.Series series;
        private final int part;
        private volatile double last;

        Value(Figures.Series series, int part) {
            this.series = series;
            this.part = part;
        }

        @Override
        public double applyAsDouble(Object boundRegistry) {
            double now = meters.value(series, part, last);
            last = now;
            return now;
        }

        @Override
        public long applyAsLong(Object boundRegistry) {
            return (long) applyAsDouble(boundRegistry);
        }
    }
}
