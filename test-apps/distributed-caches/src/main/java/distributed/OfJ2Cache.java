// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.Properties;
import net.oschina.j2cache.CacheChannel;
import net.oschina.j2cache.J2CacheBuilder;
import net.oschina.j2cache.J2CacheConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** J2Cache, of whose two levels there is one. */
@Configuration
class OfJ2Cache {

    private static final String REGION = "default";

    private final Counters counters;

    OfJ2Cache(Counters counters) {
        this.counters = counters;
    }

    @Bean
    Cached j2cache() {
        Properties caffeine = new Properties();
        caffeine.setProperty("region." + REGION, "1000, 1h");
        J2CacheConfig config = new J2CacheConfig();
        config.setBroadcast("none");
        config.setL1CacheName("caffeine");
        config.setL1CacheProperties(caffeine);
        config.setL2CacheName("none");
        CacheChannel channel = J2CacheBuilder.init(config).getChannel();
        return new Cached(
                id -> (Integer)
                        channel.get(REGION, "" + id, key -> counters.hits(id)).getValue(),
                id -> channel.evict(REGION, "" + id));
    }
}
