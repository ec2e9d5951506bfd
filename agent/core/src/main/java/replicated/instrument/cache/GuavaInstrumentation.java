// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Supertypes;

/**
 * Guava's caches: every load and reload of one key goes through one method, those of many keys through another, and what
 * {@code asMap()} computes through a third.
 */
public final class GuavaInstrumentation implements Instrumentation {

    private static final MethodHook HOOK = CacheLoad.of("Guava");

    @Override
    public List<List<String>> constants() {
        return List.of(List.of("loadFuture"), List.of("loadAll"));
    }

    @Override
    public List<String> packages() {
        return List.of("com/google/common/cache/");
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean load = switch (type.name()) {
            case "com/google/common/cache/LocalCache$LoadingValueReference" ->
                method.name().equals("loadFuture") || method.name().equals("compute");
            case "com/google/common/cache/LocalCache" -> method.name().equals("loadAll");
            default -> false;
        };
        return load && !method.isSynthetic() ? HOOK : null;
    }
}
