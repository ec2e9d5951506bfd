// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

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
 * EclipseLink's shared cache, which is on unless it is turned off: entities that are read one by one, what the
 * relations of an entity in the cache lead to, and results that are cached are read from the primary where the cache
 * does not have them. Entities of any other query are built for the entity manager alone, by EclipseLink's own way for
 * {@code CacheStoreMode.BYPASS}, once the request has read from a replica. With its commit all that it has merged into
 * the cache becomes invalid before anybody else sees it: of an entity that was not there the whole is merged, with what
 * the replica showed.
 */
public final class EclipseLinkInstrumentation implements Instrumentation {

    private static final String CACHE = "EclipseLink's shared cache";
    private static final String QUERIES = "org/eclipse/persistence/queries/";
    private static final String HOLDER = "org/eclipse/persistence/internal/indirection/QueryBasedValueHolder";
    private static final String LOCKS = "org/eclipse/persistence/internal/helper/WriteLockManager";
    private static final String EXECUTE = "executeObjectLevelReadQuery";
    private static final String FROM_RESULT_SET = "executeObjectLevelReadQueryFromResultSet";

    /** Entities that are isolated are never shared. */
    private static final String SHARED = "!getDescriptor.isIsolated";

    private static final String IN_SESSION_CACHE = "getDescriptor.shouldUseSessionCacheInUnitOfWorkEarlyTransaction";

    /** After the first write of a transaction, or its start at once, entities are read for it alone. */
    private static final MethodHook ONE =
            load(SHARED + "&!getSession.isUnitOfWork|!getSession.wasTransactionBegunPrematurely|" + IN_SESSION_CACHE);

    /** Those whose entities are built in the shared cache whatever the query says. */
    private static final MethodHook MANY = load(SHARED
            + "&!getSession.isUnitOfWork|isReadOnly|shouldCacheQueryResults|getDescriptor.shouldBeReadOnly|"
            + IN_SESSION_CACHE);

    private static final MethodHook SHORT_CUT = load(SHARED);
    private static final MethodHook REPORT = load("shouldCacheQueryResults|isReadOnly");
    private static final MethodHook RESULT = load("shouldCacheQueryResults");

    /** Of an entity in the cache, its session is the one that all share. */
    private static final MethodHook RELATION =
            CacheLoad.where(CACHE, new Operand.Argument(0), "isServerSession|isDatabaseSession");

    private static final MethodHook BYPASS = new MethodHook(
            "isUnfitForCache",
            // Updates have the flag as well: for them it would leave what is cached as it is.
            List.of(new Operand.This(), new Operand.Text("isObjectBuildingQuery&getSession.isUnitOfWork")),
            EnterResult.RETURN_TRUE_IF_TRUE,
            null,
            ExitValue.NOTHING);

    private static final MethodHook MERGED = MethodHook.entering("cacheCommit", new Operand.Argument(0));

    private static MethodHook load(String question) {
        return CacheLoad.where(CACHE, new Operand.This(), question);
    }

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of(EXECUTE),
                List.of("executeDatabaseQuery"),
                List.of(HOLDER, "instantiate"),
                List.of("shouldStoreBypassCache"),
                List.of("releaseAllAcquiredLocks"));
    }

    @Override
    public List<String> packages() {
        return List.of(QUERIES, "org/eclipse/persistence/internal/indirection/", LOCKS);
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic() || method.isSynthetic()) {
            return null;
        }
        return switch (type.name().substring(type.name().lastIndexOf('/') + 1)) {
            case "ReadObjectQuery" -> objects(method, ONE);
            case "ReadAllQuery" -> objects(method, MANY);
            case "ReportQuery" -> results(method, REPORT);
            case "DataReadQuery", "ResultSetMappingQuery" -> results(method, RESULT);
            case "QueryBasedValueHolder" ->
                method.name().equals("instantiate") && method.descriptor().startsWith("(L") ? RELATION : null;
            case "WriteLockManager" ->
                method.is("releaseAllAcquiredLocks", "(Lorg/eclipse/persistence/internal/sessions/MergeManager;)V")
                        ? MERGED
                        : null;
            case "DatabaseQuery" -> method.is("shouldStoreBypassCache", "()Z") ? BYPASS : null;
            default -> null;
        };
    }

    private static @Nullable MethodHook objects(ClassOutline.Method method, MethodHook hook) {
        return switch (method.name()) {
            case EXECUTE -> hook;
            case FROM_RESULT_SET -> SHORT_CUT;
            default -> null;
        };
    }

    private static @Nullable MethodHook results(ClassOutline.Method method, MethodHook hook) {
        return method.name().equals("executeDatabaseQuery") ? hook : null;
    }
}
