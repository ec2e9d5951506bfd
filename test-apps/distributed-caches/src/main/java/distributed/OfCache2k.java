// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.Map;
import org.cache2k.Cache;
import org.cache2k.Cache2kBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Caches of cache2k. */
@Configuration
class OfCache2k {

    private final Counters counters;

    OfCache2k(Counters counters) {
        this.counters = counters;
    }

    @Bean
    Cached cache2kLoaded() {
        Cache<Long, Integer> cache = Cache2kBuilder.of(Long.class, Integer.class)
                .name("loaded")
                .loader(counters::hits)
                .build();
        return new Cached(cache::get, cache::remove);
    }

    /** With more to do for each change, it is another class. */
    @Bean
    Cached cache2kWired() {
        Cache<Long, Integer> cache = Cache2kBuilder.of(Long.class, Integer.class)
                .name("wired")
                .loader(counters::hits)
                .addListener((org.cache2k.event.CacheEntryCreatedListener<Long, Integer>) (kept, entry) -> {})
                .build();
        return new Cached(cache::get, cache::remove);
    }

    @Bean
    Cached cache2kMany() {
        Cache<Long, Integer> cache = Cache2kBuilder.of(Long.class, Integer.class)
                .name("many")
                .bulkLoader(ids -> Map.of(
                        ids.iterator().next(), counters.hits(ids.iterator().next())))
                .build();
        return new Cached(id -> cache.getAll(java.util.Set.of(id)).get(id), cache::remove);
    }

    @Bean
    Cached cache2kComputed() {
        Cache<Long, Integer> cache =
                Cache2kBuilder.of(Long.class, Integer.class).name("computed").build();
        return new Cached(id -> cache.computeIfAbsent(id, counters::hits), cache::remove);
    }

    @Bean
    Cached cache2kInvoked() {
        Cache<Long, Integer> cache =
                Cache2kBuilder.of(Long.class, Integer.class).name("invoked").build();
        return new Cached(
                id -> cache.asMap().compute(id, (key, old) -> old == null ? counters.hits(key) : old), cache::remove);
    }
}
