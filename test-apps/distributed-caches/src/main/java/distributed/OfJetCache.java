// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.embedded.LinkedHashMapCacheBuilder;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Caches of JetCache, whose code for loads is the same wherever they keep what was loaded. */
@Configuration
class OfJetCache {

    private final Counters counters;

    OfJetCache(Counters counters) {
        this.counters = counters;
    }

    @Bean
    Cached jetcacheComputed() {
        Cache<Long, Integer> cache =
                LinkedHashMapCacheBuilder.createLinkedHashMapCacheBuilder().buildCache();
        return new Cached(id -> cache.computeIfAbsent(id, counters::hits), cache::remove);
    }

    @Bean
    Cached jetcacheLoaded() {
        Cache<Long, Integer> cache = loading();
        return new Cached(cache::get, cache::remove);
    }

    @Bean
    Cached jetcacheMany() {
        Cache<Long, Integer> cache = loading();
        return new Cached(id -> cache.getAll(Set.of(id)).get(id), cache::remove);
    }

    private Cache<Long, Integer> loading() {
        return LinkedHashMapCacheBuilder.createLinkedHashMapCacheBuilder()
                .<Long, Integer>loader(counters::hits)
                .buildCache();
    }
}
