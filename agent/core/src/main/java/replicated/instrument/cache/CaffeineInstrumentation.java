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
 * Caffeine 2 and 3. A loader is mostly a lambda, which no agent sees, so the hooks are where the library calls it: on a
 * miss, when a value is computed anew, for many keys at once, for a refresh, and in what the asynchronous caches hand
 * to their executor. What a loader hands on to other threads by itself goes with it as any task does.
 */
public final class CaffeineInstrumentation implements Instrumentation {

    private static final String PACKAGE = "com/github/benmanes/caffeine/cache/";
    private static final String UNBOUNDED = PACKAGE + "UnboundedLocalCache";
    private static final String ASYNC_CACHE = PACKAGE + "LocalAsyncCache";
    private static final MethodHook HOOK = CacheLoad.of("Caffeine");

    /** Of these the bodies of lambdas are what runs on the executor, or hands a load to it. */
    private static final Set<String> ASYNCHRONOUS = Set.of(
            PACKAGE + "BoundedLocalCache",
            PACKAGE + "CacheLoader",
            ASYNC_CACHE,
            PACKAGE + "LocalAsyncLoadingCache",
            PACKAGE + "LocalAsyncLoadingCache$LoadingCacheView",
            PACKAGE + "LocalLoadingCache");

    private static final Set<String> LOADS =
            Set.of("doComputeIfAbsent", "remap", "reload", "bulkLoad", "loadSequentially", "refresh");

    /** Here each of these does by itself what others leave to {@code remap}. */
    private static final Set<String> OF_UNBOUNDED = Set.of("computeIfAbsent", "computeIfPresent", "merge");

    private static final Set<String> LAMBDAS = Set.of(
            "asyncReload",
            "asyncLoadAll",
            "asyncLoad",
            "getAll",
            "get",
            "newBulkMappingFunction",
            "newMappingFunction",
            "refresh",
            // Not the method itself: every hit goes through that.
            "refreshIfNeeded",
            "tryComputeRefresh");

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of("doComputeIfAbsent"),
                List.of("remap"),
                List.of("reload"),
                List.of("bulkLoad"),
                List.of("loadSequentially"),
                List.of("asyncLoad"),
                List.of("asyncReload"),
                List.of(ASYNC_CACHE));
    }

    @Override
    public List<String> packages() {
        return List.of(PACKAGE);
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        String name = method.name();
        if (method.isSynthetic()) {
            return ASYNCHRONOUS.contains(type.name()) && LAMBDAS.contains(nameOfLambda(name)) ? HOOK : null;
        }
        boolean load = LOADS.contains(name)
                || (type.name().equals(UNBOUNDED) && OF_UNBOUNDED.contains(name))
                || (type.name().equals(ASYNC_CACHE) && isOfManyByTask(method));
        return load ? HOOK : null;
    }

    /** Calls a function that hands the load to an executor by itself. */
    private static boolean isOfManyByTask(ClassOutline.Method method) {
        return method.name().equals("getAll") && method.descriptor().contains("Ljava/util/function/BiFunction;");
    }

    /** The method that a lambda is written in, as javac names it; else empty. */
    private static String nameOfLambda(String name) {
        int end = name.lastIndexOf('$');
        return name.startsWith("lambda$") && end > "lambda$".length() ? name.substring("lambda$".length(), end) : "";
    }
}
