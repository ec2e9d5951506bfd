// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cache.Cache;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Spring's abstraction over the Redis of the variable REDIS, by both of its clients. */
@Configuration
@ConditionalOnProperty("redis")
class OfRedis {

    private final Counters counters;

    OfRedis(Counters counters) {
        this.counters = counters;
    }

    @Bean
    LettuceConnectionFactory lettuce(Redis redis) {
        return new LettuceConnectionFactory(redis.host(), redis.port());
    }

    @Bean
    JedisConnectionFactory jedis(Redis redis) {
        return new JedisConnectionFactory(new RedisStandaloneConfiguration(redis.host(), redis.port()));
    }

    @Bean(AnnotatedCounters.CACHES)
    RedisCacheManager lettuceCaches(LettuceConnectionFactory lettuce) {
        return RedisCacheManager.create(lettuce);
    }

    @Bean
    Cached redisByJedis(JedisConnectionFactory jedis) {
        RedisCacheManager caches = RedisCacheManager.create(jedis);
        caches.afterPropertiesSet();
        Cache cache = caches.getCache("jedis");
        return new Cached(id -> cache.get(id, () -> counters.hits(id)), cache::evict);
    }

    @Bean
    Cached redisByLettuce(RedisCacheManager caches) {
        Cache cache = caches.getCache("programmatic");
        return new Cached(id -> cache.get(id, () -> counters.hits(id)), cache::evict);
    }

    @Bean
    Cached redisRetrieved(RedisCacheManager caches) {
        Cache cache = caches.getCache("retrieved");
        return new Cached(
                id -> cache.retrieve(id, () -> CompletableFuture.supplyAsync(() -> counters.hits(id)))
                        .join(),
                cache::evict);
    }

    @Bean
    AnnotatedCounters annotated() {
        return new AnnotatedCounters(counters);
    }

    @Bean
    Cached redisAnnotated(AnnotatedCounters annotated) {
        return new Cached(annotated::hits, annotated::forget);
    }

    @Bean
    Cached redisAtOnce(AnnotatedCounters annotated) {
        return new Cached(annotated::hitsAtOnce, annotated::forget);
    }

    @Bean
    Cached redisFuture(AnnotatedCounters annotated) {
        return new Cached(id -> annotated.future(id).join(), annotated::forget);
    }

    @Bean
    Cached redisMono(AnnotatedCounters annotated) {
        return new Cached(id -> annotated.mono(id).block(), annotated::forget);
    }
}
