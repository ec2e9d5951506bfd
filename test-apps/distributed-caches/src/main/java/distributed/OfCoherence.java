// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import com.tangosol.net.cache.CacheLoader;
import com.tangosol.net.cache.LocalCache;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Caches of Coherence that load what they do not have. */
@Configuration
class OfCoherence {

    /** A class, which has {@code loadAll} by itself. */
    private record Loader(Counters counters) implements CacheLoader<Long, Integer> {

        @Override
        public Integer load(Long id) {
            return counters.hits(id);
        }
    }

    private final Counters counters;

    OfCoherence(Counters counters) {
        this.counters = counters;
    }

    @Bean
    @SuppressWarnings("unchecked")
    Cached coherence() {
        Map<Long, Integer> map = new LocalCache(1_000, 0, new Loader(counters));
        return new Cached(map::get, map::remove);
    }

    @Bean
    @SuppressWarnings("unchecked")
    Cached coherenceMany() {
        LocalCache map = new LocalCache(1_000, 0, new Loader(counters));
        return new Cached(id -> (Integer) map.getAll(Set.of(id)).get(id), map::remove);
    }
}
