// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The few methods of Micrometer that are needed, of the application's own copy of it; version 1.1 and later have them.
 * Only for the length of an update, since it holds the application's classes.
 */
final class MicrometerCalls {

    private static final String SECONDS = "_seconds";
    private static final String TOTAL = "_total";

    private final Class<?> registryClass;
    private final Method remove;
    private final Kind counter;
    private final Kind gauge;
    private final Kind timer;

    /** How meters of a kind are made. */
    private record Kind(
            Method builder,
            Method tags,
            Method description,
            @Nullable Method baseUnit,
            Method register) {

        static Kind of(Class<?> registryClass, String name, Class<?>... functions) throws ReflectiveOperationException {
            Class<?>[] parameters = new Class<?>[2 + functions.length];
            parameters[0] = String.class;
            parameters[1] = Object.class;
            System.arraycopy(functions, 0, parameters, 2, functions.length);
            Method builder = found(registryClass, name).getMethod("builder", parameters);
            Class<?> type = builder.getReturnType();
            return new Kind(
                    builder,
                    type.getMethod("tags", String[].class),
                    type.getMethod("description", String.class),
                    // A timer's unit is Micrometer's to say.
                    functions.length > 1 ? null : type.getMethod("baseUnit", String.class),
                    type.getMethod("register", registryClass));
        }

        Object make(Object registry, Figures.Series series, String help, @Nullable String unit, Object... arguments)
                throws ReflectiveOperationException {
            Object made = builder.invoke(null, arguments);
            tags.invoke(made, (Object) series.labels().toArray(String[]::new));
            description.invoke(made, help);
            if (unit != null && baseUnit != null) {
                baseUnit.invoke(made, unit);
            }
            return register.invoke(made, registry);
        }
    }

    /**
     * Looks them up.
     *
     * @param registryClass {@code MeterRegistry}
     * @throws ReflectiveOperationException if this version of Micrometer is not known
     */
    MicrometerCalls(Class<?> registryClass) throws ReflectiveOperationException {
        this.registryClass = registryClass;
        this.remove = registryClass.getMethod("remove", found(registryClass, "Meter"));
        this.counter = Kind.of(registryClass, "FunctionCounter", ToDoubleFunction.class);
        this.gauge = Kind.of(registryClass, "Gauge", ToDoubleFunction.class);
        this.timer =
                Kind.of(registryClass, "FunctionTimer", ToLongFunction.class, ToDoubleFunction.class, TimeUnit.class);
    }

    private static Class<?> found(Class<?> registryClass, String name) throws ClassNotFoundException {
        return Class.forName(registryClass.getPackageName() + "." + name, false, registryClass.getClassLoader());
    }

    boolean isClosed(Object registry) throws ReflectiveOperationException {
        return (boolean) registryClass.getMethod("isClosed").invoke(registry);
    }

    void remove(Object registry, Object meter) throws ReflectiveOperationException {
        remove.invoke(registry, meter);
    }

    /**
     * A counter.
     *
     * @param source what Micrometer holds weakly, and hands to the function
     * @return the meter
     * @throws ReflectiveOperationException with what Micrometer has thrown
     */
    Object counter(Object registry, Figures.Series series, String help, Object source, ToDoubleFunction<Object> value)
            throws ReflectiveOperationException {
        return counter.make(registry, series, help, null, name(series.family(), TOTAL), source, value);
    }

    /** A gauge; parameters as above. */
    Object gauge(Object registry, Figures.Series series, String help, Object source, ToDoubleFunction<Object> value)
            throws ReflectiveOperationException {
        String unit = series.family().endsWith(SECONDS) ? "seconds" : null;
        return gauge.make(registry, series, help, unit, name(series.family(), SECONDS), source, value);
    }

    /** A timer; parameters as above, but for a function of the count and one of the sum, in seconds. */
    Object timer(
            Object registry,
            Figures.Series series,
            String help,
            Object source,
            ToLongFunction<Object> count,
            ToDoubleFunction<Object> sum)
            throws ReflectiveOperationException {
        return timer.make(
                registry, series, help, null, name(series.family(), SECONDS), source, count, sum, TimeUnit.SECONDS);
    }

    /** As Micrometer writes names: each monitoring system's own suffixes are added there. */
    private static String name(String family, String suffix) {
        String stem = family.endsWith(suffix) ? family.substring(0, family.length() - suffix.length()) : family;
        return stem.replace('_', '.');
    }
}
