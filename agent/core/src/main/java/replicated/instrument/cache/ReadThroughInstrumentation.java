// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Methods of one class, and the hook around each. */
    private record Place(Set<String> methods, MethodHook hook) {}

    /** Functions given to maps that several JVMs share. Hazelcast runs those that it cannot send to another node itself. */
    private static final Set<String> COMPUTE = Set.of(
            "compute",
            "computeAsync",
            "computeIfAbsent",
            "computeIfAbsentAsync",
            "computeIfPresent",
            "computeIfPresentAsync",
            "merge",
            "mergeAsync");

    private static final Place REDISSON = new Place(COMPUTE, CacheLoad.of("Redisson"));
    private static final Place HAZELCAST = new Place(COMPUTE, CacheLoad.of("Hazelcast"));
    private static final Place HOT_ROD = new Place(COMPUTE, CacheLoad.of("Infinispan"));
    private static final MethodHook JETCACHE = CacheLoad.of("JetCache");
    private static final MethodHook CACHE2K = CacheLoad.of("cache2k");
    private static final MethodHook SECURITY = CacheLoad.of("Spring Security");

    private static final Map<String, Place> PLACES = Map.ofEntries(
            Map.entry("org/redisson/RedissonMap", REDISSON),
            Map.entry("org/redisson/RedissonMapCache", REDISSON),
            Map.entry("com/hazelcast/map/impl/proxy/MapProxyImpl", HAZELCAST),
            Map.entry("com/hazelcast/client/impl/proxy/ClientMapProxy", HAZELCAST),
            Map.entry("org/infinispan/client/hotrod/impl/RemoteCacheImpl", HOT_ROD),
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

    private static Map.Entry<String, Place> place(String type, MethodHook hook, String... methods) {
        return Map.entry(type, new Place(Set.of(methods), hook));
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
        Place place = PLACES.get(type.name());
        return place != null && !method.isSynthetic() && place.methods().contains(method.name()) ? place.hook() : null;
    }
}
