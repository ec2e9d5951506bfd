// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * OpenJPA's data cache and query cache: what is read for one entity, or for a number of them by their ids, comes from
 * the primary where the cache does not have it. What queries bring, and their results, are left out of both once the
 * request has read from a replica, and so are entities that it changes and that the cache does not have.
 */
public final class OpenJpaInstrumentation implements Instrumentation {

    private static final String CACHE = "OpenJPA's data cache";
    private static final String STORE = "org/apache/openjpa/datacache/DataCacheStoreManager";
    private static final String RESULTS =
            "org/apache/openjpa/datacache/QueryCacheStoreQuery$CachingResultObjectProvider";

    private static final String DATA_CACHE = "org/apache/openjpa/datacache/AbstractDataCache";
    private static final String COMMITTED =
            "(Ljava/util/Collection;Ljava/util/Collection;Ljava/util/Collection;Ljava/util/Collection;)V";

    private static final MethodHook ALL = CacheLoad.of(CACHE);
    private static final MethodHook PUT = MethodHook.refusing("isUnfitForCache");

    /** Entities that the cache does not have are put whole; of the others what was changed. */
    private static final MethodHook COMMIT =
            MethodHook.entering("cacheCommit", new Operand.Argument(1), new Operand.Argument(3));

    /** The last argument is what a query has brought already, and null for whoever is about to ask for one entity. */
    private static MethodHook oneUnlessBrought(int lastArgument) {
        return CacheLoad.where(CACHE, new Operand.Argument(lastArgument), "!getClass");
    }

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of(STORE, "cacheStateManager"), List.of(RESULTS, "checkFinished"), List.of(DATA_CACHE, COMMITTED));
    }

    @Override
    public List<String> packages() {
        return List.of("org/apache/openjpa/datacache/");
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic() || method.isSynthetic()) {
            return null;
        }
        if (type.name().equals(RESULTS)) {
            return method.is("checkFinished", "(Ljava/lang/Object;Z)V") ? PUT : null;
        }
        if (type.name().equals(DATA_CACHE)) {
            return method.is("commit", COMMITTED) ? COMMIT : null;
        }
        if (!type.name().equals(STORE)) {
            return null;
        }
        return switch (method.name()) {
            case "initialize" -> oneUnlessBrought(3);
            case "load" -> oneUnlessBrought(4);
            case "loadAll" -> ALL;
            case "cacheStateManager" -> method.descriptor().endsWith(")V") ? PUT : null;
            default -> null;
        };
    }
}
