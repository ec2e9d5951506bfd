// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lettuce's own cache of two levels, in the Redis of the variable REDIS. */
@Configuration
@ConditionalOnProperty("redis")
class OfLettuce {

    private final Counters counters;

    OfLettuce(Counters counters) {
        this.counters = counters;
    }

    @Bean(destroyMethod = "shutdown")
    RedisClient lettuceClient(Redis redis) {
        return RedisClient.create(RedisURI.create(redis.host(), redis.port()));
    }

    @Bean
    Cached lettuceFrontend(RedisClient lettuceClient) {
        Map<String, String> near = new ConcurrentHashMap<>();
        StatefulRedisConnection<String, String> connection = lettuceClient.connect();
        CacheFrontend<String, String> cache =
                ClientSideCaching.enable(CacheAccessor.forMap(near), connection, TrackingArgs.Builder.enabled());
        return new Cached(id -> Integer.parseInt(cache.get("" + id, () -> "" + counters.hits(id))), id -> {
            connection.sync().del("" + id);
            near.remove("" + id);
        });
    }
}
