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
 * Functions given to {@code compute}, {@code computeIfAbsent}, {@code computeIfPresent} and {@code merge} of the maps of
 * Redisson and Hazelcast, by which several JVMs share a cache: lambdas, so the hooks are in the maps. Hazelcast runs
 * those that it cannot send to another node itself.
 */
public final class DistributedMapInstrumentation implements Instrumentation {

    private static final MethodHook REDISSON = CacheLoad.of("Redisson");
    private static final MethodHook HAZELCAST = CacheLoad.of("Hazelcast");

    private static final Map<String, MethodHook> MAPS = Map.of(
            "org/redisson/RedissonMap", REDISSON,
            "org/redisson/RedissonMapCache", REDISSON,
            "com/hazelcast/map/impl/proxy/MapProxyImpl", HAZELCAST,
            "com/hazelcast/client/impl/proxy/ClientMapProxy", HAZELCAST);

    private static final Set<String> LOADS = Set.of(
            "compute",
            "computeAsync",
            "computeIfAbsent",
            "computeIfAbsentAsync",
            "computeIfPresent",
            "computeIfPresentAsync",
            "merge",
            "mergeAsync");

    @Override
    public List<List<String>> constants() {
        return List.of(List.of("computeIfPresent"), List.of("computeIfAbsentAsync"));
    }

    @Override
    public List<String> packages() {
        return List.of("org/redisson/", "com/hazelcast/");
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return !method.isSynthetic() && LOADS.contains(method.name()) ? MAPS.get(type.name()) : null;
    }
}
