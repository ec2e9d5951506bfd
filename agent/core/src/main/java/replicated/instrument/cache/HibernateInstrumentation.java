// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Hibernate's second level, 5.3 to 7: entities and collections that are loaded one by one, natural ids, and queries
 * whose result is cached, are read from the primary where the cache does not have them. What else a query brings
 * (entities of a list, say) is put into the cache too: that is left out once the request has read from a replica.
 */
public final class HibernateInstrumentation implements Instrumentation {

    private static final String CACHE = "Hibernate's second level";
    private static final String ENTITIES = "org/hibernate/event/internal/DefaultLoadEventListener";
    private static final String COLLECTIONS = "org/hibernate/persister/collection/AbstractCollectionPersister";

    /** Of 5 and 6, which look for the primary key, and of 6 and later, which read the entity at once. */
    private static final String NATURAL_IDS = "org/hibernate/event/internal/DefaultResolveNaturalIdEventListener";

    private static final String NATURAL_ID_LOADER = "org/hibernate/loader/ast/internal/AbstractNaturalIdLoader";

    /** Of 5 and of 6 and later. */
    private static final Set<String> QUERIES = Set.of(
            "org/hibernate/query/internal/AbstractProducedQuery", "org/hibernate/query/spi/AbstractSelectionQuery");

    private static final Set<String> CACHES = Set.of(
            "org/hibernate/cache/spi/access/CachedDomainDataAccess", "org/hibernate/cache/spi/QueryResultsCache");

    private static final String PUT_RESULT = "(Lorg/hibernate/cache/spi/QueryKey;Ljava/util/List;";

    private static final MethodHook ENTITY = CacheLoad.where(CACHE, new Operand.Argument(1), "canWriteToCache");
    private static final MethodHook NATURAL_ID =
            CacheLoad.where(CACHE, new Operand.Argument(0), "getEntityPersister.hasNaturalIdCache");
    private static final MethodHook BY_NATURAL_ID = CacheLoad.where(
            CACHE,
            new Operand.This(),
            "getLoadable.getEntityPersister.hasNaturalIdCache|getLoadable.getEntityPersister.canWriteToCache");
    private static final MethodHook COLLECTION = CacheLoad.where(CACHE, new Operand.This(), "hasCache");
    private static final MethodHook QUERY = CacheLoad.where(CACHE, new Operand.This(), "isCacheable");
    private static final MethodHook PUT = MethodHook.refusing("isUnfitForCache");

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of("loadFromDatasource"),
                List.of(COLLECTIONS, "initialize"),
                List.of(NATURAL_ID_LOADER, "resolveNaturalIdToId"),
                List.of("list", "isCacheable"),
                List.of("putFromLoad"),
                List.of("put", "org/hibernate/cache/spi/QueryKey"));
    }

    @Override
    public List<String> packages() {
        return List.of("org/hibernate/");
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic() || method.isSynthetic()) {
            return null;
        }
        return switch (method.name()) {
            case "loadFromDatasource" -> fromDatasource(type.name(), method);
            case "load", "resolveNaturalIdToId" ->
                type.name().equals(NATURAL_ID_LOADER) && method.isPublic() ? BY_NATURAL_ID : null;
            case "initialize" -> type.name().equals(COLLECTIONS) && method.isPublic() ? COLLECTION : null;
            case "list" -> QUERIES.contains(type.name()) && method.is("list", "()Ljava/util/List;") ? QUERY : null;
            case "putFromLoad", "put" -> puts(method) && supertypes.surely(type, CACHES) ? PUT : null;
            default -> null;
        };
    }

    private static @Nullable MethodHook fromDatasource(String type, ClassOutline.Method method) {
        if (type.equals(NATURAL_IDS)) {
            return NATURAL_ID;
        }
        return type.equals(ENTITIES) && hasTwoArguments(method) ? ENTITY : null;
    }

    private static boolean hasTwoArguments(ClassOutline.Method method) {
        return method.descriptor()
                .startsWith("(Lorg/hibernate/event/spi/LoadEvent;Lorg/hibernate/persister/entity/EntityPersister;");
    }

    private static boolean puts(ClassOutline.Method method) {
        return method.descriptor().endsWith(")Z")
                && (method.name().equals("putFromLoad") || method.descriptor().startsWith(PUT_RESULT));
    }
}
