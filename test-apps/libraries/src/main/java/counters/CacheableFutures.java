// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.concurrent.CompletableFuture;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** By Spring's annotations on methods that read on another thread. */
@Configuration
class CacheableFutures {

    /** What is cached. Not private, nor final: Spring extends it. */
    static class Futures {

        private final TemplateCounters template;

        Futures(TemplateCounters template) {
            this.template = template;
        }

        @Cacheable("futures")
        public CompletableFuture<Integer> hits(long id) {
            return CompletableFuture.supplyAsync(() -> template.hits(id));
        }

        @Cacheable(cacheNames = "futures-at-once", sync = true)
        public CompletableFuture<Integer> hitsAtOnce(long id) {
            return hits(id);
        }

        @CacheEvict({"futures", "futures-at-once"})
        public void raise(long id) {
            template.raise(id);
        }
    }

    @Bean
    Futures futures(TemplateCounters template) {
        return new Futures(template);
    }

    @Bean
    Cached cacheableFuture(Futures futures) {
        return new CachedBy(id -> futures.hits(id).join(), futures::raise);
    }

    @Bean
    Cached cacheableFutureSync(Futures futures) {
        return new CachedBy(id -> futures.hitsAtOnce(id).join(), futures::raise);
    }
}
