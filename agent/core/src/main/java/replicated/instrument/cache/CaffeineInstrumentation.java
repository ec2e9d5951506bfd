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
 * to their executor.
 */
public final class CaffeineInstrumentation implements Instrumentation {

    private static final String PACKAGE = "com/github/benmanes/caffeine/cache/";
    private static final MethodHook HOOK = CacheLoad.of("Caffeine");

    /** Of these the bodies of lambdas are what runs on the executor. */
    private static final Set<String> ASYNCHRONOUS = Set.of(
            PACKAGE + "CacheLoader",
            PACKAGE + "LocalAsyncCache",
            PACKAGE + "LocalAsyncLoadingCache",
            PACKAGE + "LocalLoadingCache");

    private static final Set<String> LOADS =
            Set.of("doComputeIfAbsent", "remap", "reload", "bulkLoad", "loadSequentially");

    private static final Set<String> LAMBDAS = Set.of(
            "asyncReload",
            "asyncLoadAll",
            "asyncLoad",
            "getAll",
            "get",
            "newBulkMappingFunction",
            "newMappingFunction");

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of("doComputeIfAbsent"),
                List.of("remap"),
                List.of("reload"),
                List.of("bulkLoad"),
                List.of("loadSequentially"),
                List.of("asyncLoad"),
                List.of(PACKAGE + "LocalAsyncCache"));
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
        boolean unbounded = type.name().equals(PACKAGE + "UnboundedLocalCache") && name.equals("computeIfAbsent");
        return LOADS.contains(name) || unbounded ? HOOK : null;
    }

    /** The method that a lambda is written in, as javac names it; else empty. */
    private static String nameOfLambda(String name) {
        int end = name.lastIndexOf('$');
        return name.startsWith("lambda$") && end > "lambda$".length() ? name.substring("lambda$".length(), end) : "";
    }
}
