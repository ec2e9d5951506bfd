// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.EnterResult;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Where a container is given a listener of an asynchronous request or of its streams, which it calls on threads of its
 * own: that it calls in the request's scope.
 */
public final class ListenerInstrumentation implements Instrumentation {

    private static final String ADD = "addListener";
    private static final Set<String> NAMES = Set.of(ADD, "setReadListener", "setWriteListener");

    private static final MethodHook HOOK = new MethodHook(
            "listener", List.of(new Operand.Argument(0)), EnterResult.FIRST_ARGUMENT, null, ExitValue.NOTHING);

    private static final List<String> DESCRIPTORS = descriptors();

    private static List<String> descriptors() {
        List<String> all = new ArrayList<>();
        for (String api : List.of("jakarta", "javax")) {
            for (String type : List.of("AsyncListener;)V", "ReadListener;)V", "WriteListener;)V")) {
                all.add("(L" + api + "/servlet/" + type);
            }
            all.add("(L%s/servlet/AsyncListener;L%s/servlet/ServletRequest;L%s/servlet/ServletResponse;)V"
                    .replace("%s", api));
        }
        return List.copyOf(all);
    }

    @Override
    public List<List<String>> constants() {
        List<List<String>> groups = new ArrayList<>();
        for (String descriptor : DESCRIPTORS) {
            groups.add(List.of(
                    descriptor.contains("/AsyncListener;")
                            ? ADD
                            : descriptor.contains("/ReadListener;") ? "setReadListener" : "setWriteListener",
                    descriptor));
        }
        return groups;
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return NAMES.contains(method.name()) && !method.isStatic() && DESCRIPTORS.contains(method.descriptor())
                ? HOOK
                : null;
    }
}
