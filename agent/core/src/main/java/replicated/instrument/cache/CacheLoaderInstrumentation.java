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
 * Loaders that the application writes for caches of JCache (JSR 107), Ehcache, Redisson, Hazelcast and Coherence, and
 * stores of Infinispan, of which most interfaces have several methods, so none is a lambda. Entry processors of JCache
 * may be lambdas, and so may what fills Ehcache 2's self-populating caches and Coherence's local ones: there the hook
 * is where the cache is asked, or asks. A loader is told by its method, since its class may name none of the
 * interfaces: a base of the application's own has them.
 */
public final class CacheLoaderInstrumentation implements Instrumentation {

    private static final String JCACHE = "javax/cache/integration/CacheLoader";
    private static final String JCACHE_CACHE = "javax/cache/Cache";
    private static final String EHCACHE = "org/ehcache/spi/loaderwriter/CacheLoaderWriter";
    private static final String EHCACHE_2 = "net/sf/ehcache/loader/CacheLoader";
    private static final String REDISSON = "org/redisson/api/map/MapLoader";
    private static final String REDISSON_ASYNC = "org/redisson/api/map/MapLoaderAsync";
    private static final String HAZELCAST = "com/hazelcast/map/MapLoader";
    private static final String COHERENCE = "com/tangosol/net/cache/CacheLoader";
    private static final String INFINISPAN = "org/infinispan/persistence/spi/";
    private static final String BLOCKING_STORE = INFINISPAN + "CacheLoader";
    private static final String STORE = INFINISPAN + "NonBlockingStore";

    /** The bridge is what the cache calls, whatever the types of keys and values. */
    private static final String LOAD = "load(Ljava/lang/Object;)Ljava/lang/Object;";

    private static final String LOAD_LATER = "load(Ljava/lang/Object;)Ljava/util/concurrent/CompletionStage;";
    private static final String LOAD_WITH = "load(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String LOAD_ALL = "loadAll(Ljava/lang/Iterable;)Ljava/util/Map;";
    private static final String LOAD_COLLECTION = "loadAll(Ljava/util/Collection;)Ljava/util/Map;";
    private static final String LOAD_COLLECTION_WITH =
            "loadAll(Ljava/util/Collection;Ljava/lang/Object;)Ljava/util/Map;";
    private static final String LOAD_ENTRY = "loadEntry(Ljava/lang/Object;)L" + INFINISPAN + "MarshallableEntry;";
    private static final String LOAD_STAGE = "load(ILjava/lang/Object;)Ljava/util/concurrent/CompletionStage;";
    private static final String PROCESSOR = "Ljavax/cache/processor/EntryProcessor;";
    private static final String INVOKE =
            "invoke(Ljava/lang/Object;" + PROCESSOR + "[Ljava/lang/Object;)Ljava/lang/Object;";

    /** By method, with its descriptor, whose it is. */
    private static final Map<String, List<Loader>> LOADERS = Map.of(
            LOAD,
            List.of(
                    new Loader(JCACHE, "JCache"),
                    new Loader(EHCACHE, "Ehcache"),
                    new Loader(EHCACHE_2, "Ehcache"),
                    new Loader(REDISSON, "Redisson"),
                    new Loader(HAZELCAST, "Hazelcast"),
                    new Loader(COHERENCE, "Coherence")),
            LOAD_LATER,
            List.of(new Loader(REDISSON_ASYNC, "Redisson")),
            LOAD_WITH,
            List.of(new Loader(EHCACHE_2, "Ehcache")),
            LOAD_ALL,
            List.of(new Loader(JCACHE, "JCache"), new Loader(EHCACHE, "Ehcache")),
            LOAD_COLLECTION,
            List.of(
                    new Loader(EHCACHE_2, "Ehcache"),
                    new Loader(HAZELCAST, "Hazelcast"),
                    new Loader(COHERENCE, "Coherence")),
            LOAD_COLLECTION_WITH,
            List.of(new Loader(EHCACHE_2, "Ehcache")),
            INVOKE,
            List.of(new Loader(JCACHE_CACHE, "JCache")),
            LOAD_ENTRY,
            List.of(new Loader(BLOCKING_STORE, "Infinispan")),
            LOAD_STAGE,
            List.of(new Loader(STORE, "Infinispan")));

    private static final String SELF_POPULATING = "net/sf/ehcache/constructs/blocking/SelfPopulatingCache";
    private static final MethodHook POPULATING = CacheLoad.of("Ehcache");
    private static final String LOCAL_CACHE = "com/tangosol/net/cache/LocalCache";
    private static final MethodHook LOCAL = CacheLoad.of("Coherence");

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
                List.of("load", LOAD.substring("load".length())),
                List.of("load", LOAD_WITH.substring("load".length())),
                List.of("load", LOAD_LATER.substring("load".length())),
                List.of("load", LOAD_STAGE.substring("load".length())),
                // Coherence's local cache has one, too.
                List.of("loadAll"),
                List.of("loadEntry"),
                List.of(SELF_POPULATING),
                List.of(JCACHE_CACHE));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic()) {
            return null;
        }
        if (type.name().equals(SELF_POPULATING)) {
            return isPopulating(method) ? POPULATING : null;
        }
        if (type.name().equals(LOCAL_CACHE)) {
            return method.is("load", "(Ljava/lang/Object;)V") || method.is("loadAll", "(Ljava/util/Collection;)V")
                    ? LOCAL
                    : null;
        }
        if (!NAMES.contains(method.name())) {
            return null;
        }
        for (Loader loader : LOADERS.getOrDefault(method.name() + method.descriptor(), List.of())) {
            if (supertypes.surely(type, loader.types())) {
                return loader.hook();
            }
        }
        return null;
    }

    /** Each of these asks the factory, a lambda mostly; hits come by them as well, which costs these little. */
    private static boolean isPopulating(ClassOutline.Method method) {
        return method.name().equals("refreshElement")
                || method.is("get", "(Ljava/lang/Object;)Lnet/sf/ehcache/Element;");
    }
}
