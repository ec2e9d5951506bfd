// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Supertypes;

/**
 * Loaders that the application writes for caches of JCache (JSR 107) and Ehcache 3, and stores of Infinispan, of which
 * all interfaces have several methods, so none is a lambda. Entry processors of JCache may be lambdas: the hook is where
 * the cache is asked to run one.
 */
public final class CacheLoaderInstrumentation implements Instrumentation {

    private static final String JCACHE = "javax/cache/integration/CacheLoader";
    private static final String JCACHE_CACHE = "javax/cache/Cache";
    private static final String EHCACHE = "org/ehcache/spi/loaderwriter/CacheLoaderWriter";
    private static final String INFINISPAN = "org/infinispan/persistence/spi/";
    private static final String BLOCKING_STORE = INFINISPAN + "CacheLoader";
    private static final String STORE = INFINISPAN + "NonBlockingStore";

    /** The bridge is what the cache calls, whatever the types of keys and values. */
    private static final String LOAD = "load(Ljava/lang/Object;)Ljava/lang/Object;";

    private static final String LOAD_ALL = "loadAll(Ljava/lang/Iterable;)Ljava/util/Map;";
    private static final String LOAD_ENTRY = "loadEntry(Ljava/lang/Object;)L" + INFINISPAN + "MarshallableEntry;";
    private static final String LOAD_STAGE = "load(ILjava/lang/Object;)Ljava/util/concurrent/CompletionStage;";
    private static final String PROCESSOR = "Ljavax/cache/processor/EntryProcessor;";
    private static final String INVOKE =
            "invoke(Ljava/lang/Object;" + PROCESSOR + "[Ljava/lang/Object;)Ljava/lang/Object;";

    /** By method, with its descriptor, whose it is. */
    private static final Map<String, List<Loader>> LOADERS = Map.of(
            LOAD, List.of(new Loader(JCACHE, "JCache"), new Loader(EHCACHE, "Ehcache")),
            LOAD_ALL, List.of(new Loader(JCACHE, "JCache"), new Loader(EHCACHE, "Ehcache")),
            INVOKE, List.of(new Loader(JCACHE_CACHE, "JCache")),
            LOAD_ENTRY, List.of(new Loader(BLOCKING_STORE, "Infinispan")),
            LOAD_STAGE, List.of(new Loader(STORE, "Infinispan")));

    private static final Set<String> NAMES = Set.of("load", "loadAll", "loadEntry", "invoke");

    /** What an application implements, and for what cache. */
    private record Loader(Set<String> types, MethodHook hook) {
        Loader(String type, String cache) {
            this(Set.of(type), CacheLoad.of(cache));
        }
    }

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of(JCACHE),
                List.of(EHCACHE),
                List.of(BLOCKING_STORE),
                List.of(STORE),
                List.of("invoke", JCACHE_CACHE));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic() || !NAMES.contains(method.name())) {
            return null;
        }
        for (Loader loader : LOADERS.getOrDefault(method.name() + method.descriptor(), List.of())) {
            if (supertypes.surely(type, loader.types())) {
                return loader.hook();
            }
        }
        return null;
    }
}
