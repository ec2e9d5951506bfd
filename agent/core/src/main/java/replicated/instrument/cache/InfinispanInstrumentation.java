// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Supertypes;

/**
 * Infinispan 10 to 15, within the JVM: functions given to {@code compute}, {@code computeIfAbsent},
 * {@code computeIfPresent} and {@code merge}, which are lambdas, so the hooks are where all its methods of those names
 * end. A function that another node runs is in no request there.
 */
public final class InfinispanInstrumentation implements Instrumentation {

    private static final String PACKAGE = "org/infinispan/cache/impl/";
    private static final MethodHook HOOK = CacheLoad.of("Infinispan");

    private static final Set<String> CACHES = Set.of(PACKAGE + "CacheImpl", PACKAGE + "SimpleCacheImpl");
    private static final Set<String> LOADS = Set.of(
            "computeIfAbsentInternal",
            "computeIfPresentInternal",
            "computeInternal",
            "mergeInternal",
            "computeIfAbsentAsync",
            "computeIfAbsentAsyncInternal",
            "computeAsync",
            "computeAsyncInternal",
            "mergeInternalAsync");

    @Override
    public List<List<String>> constants() {
        return List.of(List.of("computeIfAbsentInternal"));
    }

    @Override
    public List<String> packages() {
        return List.of(PACKAGE);
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return !method.isSynthetic() && CACHES.contains(type.name()) && LOADS.contains(method.name()) ? HOOK : null;
    }
}
