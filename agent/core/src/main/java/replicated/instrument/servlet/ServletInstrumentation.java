// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Where requests come in: {@code Filter.doFilter} and {@code Servlet.service} of both APIs. Filters count as much as
 * servlets, since security filters read the database before any servlet runs. Which of them is the outermost is seen
 * when they run.
 */
public final class ServletInstrumentation implements Instrumentation {

    private static final String SERVICE = "(L%s/servlet/ServletRequest;L%s/servlet/ServletResponse;)V";
    private static final String DO_FILTER =
            "(L%s/servlet/ServletRequest;L%s/servlet/ServletResponse;L%s/servlet/FilterChain;)V";

    private static final List<String> SERVICES =
            List.of(SERVICE.replace("%s", "jakarta"), SERVICE.replace("%s", "javax"));
    private static final List<String> FILTERS =
            List.of(DO_FILTER.replace("%s", "jakarta"), DO_FILTER.replace("%s", "javax"));

    private static final MethodHook HOOK = MethodHook.around(
            "requestEnter",
            List.of(new Operand.This(), new Operand.Argument(0), new Operand.Argument(1)),
            "requestExit",
            ExitValue.THROWN);

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of("service", SERVICES.get(0)),
                List.of("service", SERVICES.get(1)),
                List.of("doFilter", FILTERS.get(0)),
                List.of("doFilter", FILTERS.get(1)));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean entry = (method.name().equals("service") && SERVICES.contains(method.descriptor()))
                || (method.name().equals("doFilter") && FILTERS.contains(method.descriptor()));
        return entry && !method.isStatic() && !method.isSynthetic() ? HOOK : null;
    }
}
