// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.concurrent.CompletableFuture;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** By Spring's annotations on Caffeine: one that loads for all who ask at once, and its asynchronous mode. */
@Configuration
class CachesOfCaffeine {

    /** What is cached. Not private, nor final: Spring extends it. */
    static class InCaffeine {

        private final TemplateCounters template;

        InCaffeine(TemplateCounters template) {
            this.template = template;
        }

        @Cacheable(cacheManager = "caffeines", cacheNames = "at-once", sync = true)
        public int atOnce(long id) {
            return template.hits(id);
        }

        @Cacheable(cacheManager = "asyncCaffeines", cacheNames = "future")
        public CompletableFuture<Integer> future(long id) {
            return CompletableFuture.supplyAsync(() -> template.hits(id));
        }

        @Cacheable(cacheManager = "asyncCaffeines", cacheNames = "future-at-once", sync = true)
        public CompletableFuture<Integer> futureAtOnce(long id) {
            return future(id);
        }

        @Cacheable(cacheManager = "asyncCaffeines", cacheNames = "mono")
        public Mono<Integer> mono(long id) {
            return Mono.fromCallable(() -> template.hits(id));
        }

        @Cacheable(cacheManager = "asyncCaffeines", cacheNames = "mono-elsewhere")
        public Mono<Integer> monoElsewhere(long id) {
            return mono(id).subscribeOn(Schedulers.boundedElastic());
        }

        @Cacheable(cacheManager = "asyncCaffeines", cacheNames = "mono-at-once", sync = true)
        public Mono<Integer> monoAtOnce(long id) {
            return monoElsewhere(id);
        }

        @Cacheable(cacheManager = "asyncCaffeines", cacheNames = "flux")
        public Flux<Integer> flux(long id) {
            return mono(id).flux();
        }

        @CacheEvict(cacheManager = "caffeines", cacheNames = "at-once")
        public void raise(long id) {
            template.raise(id);
        }

        @CacheEvict(
                cacheManager = "asyncCaffeines",
                cacheNames = {"future", "future-at-once", "mono", "mono-elsewhere", "mono-at-once", "flux"})
        public void raiseOfAsync(long id) {
            template.raise(id);
        }
    }

    @Bean
    @org.springframework.context.annotation.Primary
    static org.springframework.cache.CacheManager simple() {
        return new org.springframework.cache.concurrent.ConcurrentMapCacheManager();
    }

    @Bean
    static CaffeineCacheManager caffeines() {
        return new CaffeineCacheManager();
    }

    @Bean
    static CaffeineCacheManager asyncCaffeines() {
        CaffeineCacheManager caches = new CaffeineCacheManager();
        caches.setAsyncCacheMode(true);
        return caches;
    }

    @Bean
    InCaffeine inCaffeine(TemplateCounters template) {
        return new InCaffeine(template);
    }

    @Bean
    Cached springsCaffeine(InCaffeine cached) {
        return new CachedBy(cached::atOnce, cached::raise);
    }

    @Bean
    Cached springsCaffeineFuture(InCaffeine cached) {
        return new CachedBy(id -> cached.future(id).join(), cached::raiseOfAsync);
    }

    @Bean
    Cached springsCaffeineFutureAtOnce(InCaffeine cached) {
        return new CachedBy(id -> cached.futureAtOnce(id).join(), cached::raiseOfAsync);
    }

    @Bean
    Cached springsMono(InCaffeine cached) {
        return new CachedBy(id -> cached.mono(id).block(), cached::raiseOfAsync);
    }

    @Bean
    Cached springsMonoElsewhere(InCaffeine cached) {
        return new CachedBy(id -> cached.monoElsewhere(id).block(), cached::raiseOfAsync);
    }

    @Bean
    Cached springsMonoAtOnce(InCaffeine cached) {
        return new CachedBy(id -> cached.monoAtOnce(id).block(), cached::raiseOfAsync);
    }

    @Bean
    Cached springsFlux(InCaffeine cached) {
        return new CachedBy(id -> cached.flux(id).blockFirst(), cached::raiseOfAsync);
    }
}
