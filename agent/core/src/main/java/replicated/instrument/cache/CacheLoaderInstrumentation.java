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
 * Loaders that the application writes for caches of JCache (JSR 107) and Ehcache 3. Both interfaces have several
 * methods, so none is a lambda.
 */
public final class CacheLoaderInstrumentation implements Instrumentation {

    private static final String JCACHE = "javax/cache/integration/CacheLoader";
    private static final String EHCACHE = "org/ehcache/spi/loaderwriter/CacheLoaderWriter";
    private static final Set<String> LOADERS = Set.of(JCACHE, EHCACHE);
    private static final Set<String> METHODS =
            Set.of("(Ljava/lang/Object;)Ljava/lang/Object;", "(Ljava/lang/Iterable;)Ljava/util/Map;");
    private static final MethodHook HOOK = CacheLoad.of("JCache");

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(JCACHE), List.of(EHCACHE));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean named = method.name().equals("load") || method.name().equals("loadAll");
        boolean load = named
                && !method.isStatic()
                // The bridge is what the cache calls, whatever the types of keys and values.
                && METHODS.contains(method.descriptor())
                && supertypes.surely(type, LOADERS);
        return load ? HOOK : null;
    }
}
