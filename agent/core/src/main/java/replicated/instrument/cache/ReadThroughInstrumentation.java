// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Methods of libraries that look into a cache, load what it does not have, and put it there, told by their names. What
 * they load by is the application's, and a lambda mostly, so the hooks are in the libraries. A hit comes by them as
 * well, which costs it little: what a cache asks is no routed connection.
 */
public final class ReadThroughInstrumentation implements Instrumentation {

    /** Functions given to maps that several JVMs share. Hazelcast runs those that it cannot send to another node itself. */
    private static final String[] COMPUTE = {
        "compute",
        "computeAsync",
        "computeIfAbsent",
        "computeIfAbsentAsync",
        "computeIfPresent",
        "computeIfPresentAsync",
        "merge",
        "mergeAsync"
    };

    private static final MethodHook REDISSON = CacheLoad.of("Redisson");
    private static final MethodHook HAZELCAST = CacheLoad.of("Hazelcast");
    private static final MethodHook JETCACHE = CacheLoad.of("JetCache");
    private static final MethodHook CACHE2K = CacheLoad.of("cache2k");
    private static final MethodHook SECURITY = CacheLoad.of("Spring Security");

    /** By class, its methods by name. */
    private static final Map<String, Map<String, MethodHook>> PLACES = Map.ofEntries(
            place("org/redisson/RedissonMap", REDISSON, COMPUTE),
            place("org/redisson/RedissonMapCache", REDISSON, COMPUTE),
            place("com/hazelcast/map/impl/proxy/MapProxyImpl", HAZELCAST, COMPUTE),
            place("com/hazelcast/client/impl/proxy/ClientMapProxy", HAZELCAST, COMPUTE),
            place("org/infinispan/client/hotrod/impl/RemoteCacheImpl", CacheLoad.of("Infinispan"), COMPUTE),
            place("com/alicp/jetcache/AbstractCache", JETCACHE, "computeIfAbsentImpl"),
            place("com/alicp/jetcache/LoadingCache", JETCACHE, "getAll"),
            place("com/alicp/jetcache/RefreshCache$RefreshTask", JETCACHE, "load"),
            place("org/cache2k/core/HeapCache", CACHE2K, "load", "computeIfAbsent"),
            place("org/cache2k/core/WiredCache", CACHE2K, "computeIfAbsent", "getAll", "invokeAll"),
            place("org/cache2k/core/EntryAction", CACHE2K, "load"),
            place("org/cache2k/core/BaseCache", CACHE2K, "invoke"),
            place("net/oschina/j2cache/CacheChannel", CacheLoad.of("J2Cache"), "get"),
            place("io/lettuce/core/support/caching/ClientSideCaching", CacheLoad.of("Lettuce"), "get"),
            // What a realm reads is kept only where it has a cache.
            place("org/apache/shiro/realm/AuthorizingRealm", shiro("getAuthorizationCache"), "getAuthorizationInfo"),
            place(
                    "org/apache/shiro/realm/AuthenticatingRealm",
                    shiro("getAuthenticationCache"),
                    "getAuthenticationInfo"),
            place("org/springframework/security/acls/jdbc/BasicLookupStrategy", SECURITY, "lookupObjectIdentities"),
            place(
                    "org/springframework/security/authentication/CachingUserDetailsService",
                    SECURITY,
                    "loadUserByUsername"),
            place(
                    "org/springframework/security/authentication/dao/AbstractUserDetailsAuthenticationProvider",
                    CacheLoad.where("Spring Security", new Operand.This(), "!getUserCache.NullUserCache"),
                    "authenticate"));

    private static Map.Entry<String, Map<String, MethodHook>> place(String type, MethodHook hook, String... methods) {
        Map<String, MethodHook> hooks = new HashMap<>();
        for (String method : methods) {
            hooks.put(method, hook);
        }
        return Map.entry(type, hooks);
    }

    private static MethodHook shiro(String cache) {
        return CacheLoad.where("Shiro", new Operand.This(), cache);
    }

    /** Whatever they have: the classes are known by name. */
    @Override
    public List<List<String>> constants() {
        return List.of(List.of());
    }

    @Override
    public List<String> packages() {
        return List.copyOf(PLACES.keySet());
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        Map<String, MethodHook> hooks = PLACES.get(type.name());
        return hooks == null || method.isSynthetic() ? null : hooks.get(method.name());
    }
}
