// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MapStoreConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Maps of Hazelcast, whose node is in this JVM. */
@Configuration
class OfHazelcast {

    private final Counters counters;

    OfHazelcast(Counters counters) {
        this.counters = counters;
    }

    @Bean(destroyMethod = "shutdown")
    HazelcastInstance hazelcast() {
        Config config = new Config();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.partition.count", "11");
        config.setProperty("hazelcast.logging.type", "none");
        config.getNetworkConfig().setPort(0).getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        MapStoreConfig store = new MapStoreConfig().setEnabled(true).setImplementation(new CounterLoader(counters));
        config.addMapConfig(new MapConfig("loaded").setMapStoreConfig(store));
        config.addMapConfig(new MapConfig("near").setMapStoreConfig(store).setNearCacheConfig(new NearCacheConfig()));
        return Hazelcast.newHazelcastInstance(config);
    }

    @Bean
    Cached hazelcastLoaded(HazelcastInstance hazelcast) {
        IMap<Long, Integer> map = hazelcast.getMap("loaded");
        return new Cached(map::get, map::evict);
    }

    @Bean
    Cached hazelcastNear(HazelcastInstance hazelcast) {
        IMap<Long, Integer> map = hazelcast.getMap("near");
        return new Cached(map::get, map::evict);
    }

    @Bean
    Cached hazelcastMany(HazelcastInstance hazelcast) {
        IMap<Long, Integer> map = hazelcast.getMap("loaded");
        return new Cached(id -> map.getAll(Set.of(id)).get(id), map::evict);
    }

    @Bean
    Cached hazelcastComputed(HazelcastInstance hazelcast) {
        IMap<Long, Integer> map = hazelcast.getMap("computed");
        return new Cached(id -> map.computeIfAbsent(id, counters::hits), map::remove);
    }

    /** Whose entry stays, and is computed from what it was. */
    @Bean
    Cached hazelcastPresent(HazelcastInstance hazelcast) {
        IMap<Long, Integer> map = hazelcast.getMap("present");
        return new Cached(
                id -> map.computeIfPresent(id, (key, old) -> old < 0 ? counters.hits(key) : old),
                id -> map.put(id, -1));
    }

    @Bean
    Cached hazelcastMerged(HazelcastInstance hazelcast) {
        IMap<Long, Integer> map = hazelcast.getMap("merged");
        return new Cached(
                id -> map.merge(id, -1, (old, none) -> old < 0 ? counters.hits(id) : old), id -> map.put(id, -1));
    }
}
