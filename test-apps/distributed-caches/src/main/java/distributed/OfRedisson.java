// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.Redisson;
import org.redisson.api.AsyncIterator;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoaderAsync;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.MapOptions;
import org.redisson.codec.SerializationCodec;
import org.redisson.config.Config;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Maps of Redisson in the Redis of the variable REDIS. */
@Configuration
@ConditionalOnProperty("redis")
class OfRedisson {

    /** Goes to another thread by itself. */
    private record AsyncLoader(Counters counters) implements MapLoaderAsync<Long, Integer> {

        @Override
        public CompletionStage<Integer> load(Long id) {
            return CompletableFuture.supplyAsync(() -> counters.hits(id));
        }

        @Override
        public AsyncIterator<Long> loadAllKeys() {
            throw new UnsupportedOperationException();
        }
    }

    private final Counters counters;

    OfRedisson(Counters counters) {
        this.counters = counters;
    }

    @Bean(destroyMethod = "shutdown")
    RedissonClient client(Redis redis) {
        Config config = new Config();
        config.setCodec(new SerializationCodec());
        config.useSingleServer()
                .setAddress("redis://" + redis.host() + ":" + redis.port())
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(4)
                .setSubscriptionConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(2);
        return Redisson.create(config);
    }

    @Bean
    Cached redisson(RedissonClient client) {
        RMap<Long, Integer> map =
                client.getMap(MapOptions.<Long, Integer>name("loaded").loader(new CounterLoader(counters)));
        return new Cached(map::get, map::fastRemove);
    }

    @Bean
    Cached redissonAsync(RedissonClient client) {
        RMap<Long, Integer> map =
                client.getMap(MapOptions.<Long, Integer>name("later").loaderAsync(new AsyncLoader(counters)));
        return new Cached(map::get, map::fastRemove);
    }

    @Bean
    Cached redissonLocal(RedissonClient client) {
        RLocalCachedMap<Long, Integer> map = client.getLocalCachedMap(
                LocalCachedMapOptions.<Long, Integer>name("local").loader(new CounterLoader(counters)));
        return new Cached(map::get, map::fastRemove);
    }

    @Bean
    Cached redissonComputed(RedissonClient client) {
        RMap<Long, Integer> map = client.getMap("computed");
        return new Cached(id -> map.computeIfAbsent(id, counters::hits), map::fastRemove);
    }
}
