// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** Hooks for tests that know only the targets they are about: a further kind of target changes none of them. */
final class TestHooks {

    private TestHooks() {}

    /**
     * Hooks that lead to these.
     *
     * @param targets each of another kind, those of seldom calls in a map by kind; the hooks of all other kinds lead
     *     nowhere
     */
    static AgentHooks to(Object... targets) {
        return toEach(kind -> Arrays.stream(targets)
                .filter(kind::isInstance)
                .findFirst()
                .orElse(kind == Map.class ? Map.of() : null));
    }

    /**
     * Hooks whose targets are made by kind.
     *
     * @param target for the interface that a target has; may return null
     */
    static AgentHooks toEach(Function<Class<?>, Object> target) {
        Constructor<?> only = AgentHooks.class.getConstructors()[0];
        try {
            return (AgentHooks) only.newInstance(
                    Arrays.stream(only.getParameterTypes()).map(target).toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
