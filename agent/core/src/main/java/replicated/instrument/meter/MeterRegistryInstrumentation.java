// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.meter;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Micrometer's registries, where their filters and common tags are complete: after Spring Boot has customized one (2.7
 * to 4), when one is added to another, such as Micrometer's global one, and when Prometheus' is read. Not their
 * constructors: what is registered there would be named before the application has said how.
 */
public final class MeterRegistryInstrumentation implements Instrumentation {

    /** Of the hooks. */
    public static final String KIND = "meters";

    private static final String REGISTRY = "io/micrometer/core/instrument/MeterRegistry";
    private static final String COMPOSITE = "io/micrometer/core/instrument/composite/CompositeMeterRegistry";
    private static final String TAKES_REGISTRY = "(L" + REGISTRY + ";)V";
    private static final String ADD = "(L" + REGISTRY + ";)L" + COMPOSITE + ";";

    /** Of Spring Boot: {@code MeterRegistryPostProcessor} and, before version 3, {@code MeterRegistryConfigurer}. */
    private static final Set<String> SET_UP = Set.of("postProcessMeterRegistry", "configure");

    private static final List<String> CLASSES = List.of(
            COMPOSITE,
            "io/micrometer/prometheus/PrometheusMeterRegistry",
            "io/micrometer/prometheusmetrics/PrometheusMeterRegistry",
            "org/springframework/boot/actuate/autoconfigure/metrics/MeterRegistry",
            "org/springframework/boot/micrometer/metrics/autoconfigure/MeterRegistry");

    private static final MethodHook OF_ARGUMENT = MethodHook.aroundCall(KIND, new Operand.Argument(0));
    private static final MethodHook OF_THIS = MethodHook.aroundCall(KIND, new Operand.This());

    @Override
    public List<List<String>> constants() {
        return List.of(List.of("add", ADD), List.of(TAKES_REGISTRY), List.of("scrape"));
    }

    @Override
    public List<String> packages() {
        return CLASSES;
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic() || method.isSynthetic()) {
            return null;
        }
        String name = method.name();
        if (name.equals("scrape")) {
            return OF_THIS;
        }
        boolean takes = method.is("add", ADD) || (SET_UP.contains(name) && method.is(name, TAKES_REGISTRY));
        return takes ? OF_ARGUMENT : null;
    }
}
