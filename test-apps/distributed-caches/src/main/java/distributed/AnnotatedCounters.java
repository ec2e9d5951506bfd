// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.concurrent.CompletableFuture;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import reactor.core.publisher.Mono;

/** Methods that Spring keeps the results of in Redis. Not final: Spring extends it. */
@CacheConfig(cacheManager = AnnotatedCounters.CACHES)
class AnnotatedCounters {

    /** The bean of their caches. */
    static final String CACHES = "redisCaches";

    private final Counters counters;

    AnnotatedCounters(Counters counters) {
        this.counters = counters;
    }

    @Cacheable("annotated")
    public int hits(long id) {
        return counters.hits(id);
    }

    @Cacheable(cacheNames = "at-once", sync = true)
    public int hitsAtOnce(long id) {
        return counters.hits(id);
    }

    @Cacheable(cacheNames = "futures", sync = true)
    public CompletableFuture<Integer> future(long id) {
        return CompletableFuture.supplyAsync(() -> counters.hits(id));
    }

    @Cacheable("monos")
    public Mono<Integer> mono(long id) {
        return Mono.fromCallable(() -> counters.hits(id));
    }

    @CacheEvict({"annotated", "at-once", "futures", "monos"})
    public void forget(long id) {}
}
