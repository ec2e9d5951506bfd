// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.servlet;

import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.EnterResult;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Where a request's work goes to another thread with the container's knowledge: {@code AsyncContext.start}, whose task
 * then runs in the request's scope. {@code startAsync} and {@code dispatch} need no hook: a dispatch comes back through
 * a filter or servlet with the same request attributes.
 */
public final class AsyncInstrumentation implements Instrumentation {

    private static final List<String> CONTEXTS = List.of("jakarta/servlet/AsyncContext", "javax/servlet/AsyncContext");
    private static final String NAME = "start";
    private static final String DESCRIPTOR = "(Ljava/lang/Runnable;)V";

    private static final MethodHook HOOK = new MethodHook(
            "asyncTask",
            List.of(new Operand.This(), new Operand.Argument(0)),
            EnterResult.FIRST_ARGUMENT,
            null,
            ExitValue.NOTHING);

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(NAME, DESCRIPTOR, CONTEXTS.get(0)), List.of(NAME, DESCRIPTOR, CONTEXTS.get(1)));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean task = method.is(NAME, DESCRIPTOR)
                && !method.isStatic()
                && (type.interfaces().contains(CONTEXTS.get(0))
                        || type.interfaces().contains(CONTEXTS.get(1)));
        return task ? HOOK : null;
    }
}
