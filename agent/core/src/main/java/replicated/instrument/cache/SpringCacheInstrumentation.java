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
 * Spring's cache abstraction: the methods that {@code @Cacheable} and its kin stand on, run where their result is not
 * cached, and {@code Cache.get(key, loader)} and {@code retrieve(key, loader)} of whatever kind of cache.
 */
public final class SpringCacheInstrumentation implements Instrumentation {

    private static final String INVOKER =
            "(Lorg/springframework/cache/interceptor/CacheOperationInvoker;)Ljava/lang/Object;";
    private static final String GET = "(Ljava/lang/Object;Ljava/util/concurrent/Callable;)Ljava/lang/Object;";
    private static final String RETRIEVE =
            "(Ljava/lang/Object;Ljava/util/function/Supplier;)Ljava/util/concurrent/CompletableFuture;";
    private static final Set<String> CACHE = Set.of("org/springframework/cache/Cache");
    private static final MethodHook HOOK = CacheLoad.of("Spring");

    /** Of 6.1 and later, whose method returns what reads only when it is subscribed to. */
    private static final String REACTIVE =
            "org/springframework/cache/interceptor/CacheAspectSupport$ReactiveCachingHandler";

    private static final MethodHook LATER =
            MethodHook.entering("cacheLoadLater", new Operand.Text("Spring"), new Operand.Argument(1));

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of("invokeOperation", INVOKER),
                List.of("get", GET),
                List.of("retrieve", RETRIEVE),
                List.of("processPutRequest"));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isStatic() || method.isSynthetic()) {
            return null;
        }
        if (type.name().equals(REACTIVE)) {
            return method.name().equals("processPutRequest") ? LATER : null;
        }
        boolean load = method.is("invokeOperation", INVOKER)
                ? type.name().startsWith("org/springframework/cache/")
                : (method.is("get", GET) || method.is("retrieve", RETRIEVE)) && supertypes.surely(type, CACHE);
        return load ? HOOK : null;
    }
}
