// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.hotrod.HotRodServer;
import org.infinispan.server.hotrod.configuration.HotRodServerConfigurationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A cache of Infinispan that is asked over the network, though its server is in this JVM. */
@Configuration
class OfInfinispan {

    private static final String NAME = "computed";

    private final Counters counters;

    OfInfinispan(Counters counters) {
        this.counters = counters;
    }

    @Bean
    DefaultCacheManager infinispan() {
        DefaultCacheManager caches = new DefaultCacheManager(
                new GlobalConfigurationBuilder().nonClusteredDefault().build());
        caches.createCache(NAME, new ConfigurationBuilder().build());
        return caches;
    }

    @Bean(destroyMethod = "stop")
    HotRodServer infinispanServer(DefaultCacheManager infinispan) {
        HotRodServer server = new HotRodServer();
        server.start(
                new HotRodServerConfigurationBuilder().host("127.0.0.1").port(0).build(), infinispan);
        return server;
    }

    @Bean
    RemoteCacheManager infinispanClient(HotRodServer infinispanServer) {
        org.infinispan.client.hotrod.configuration.ConfigurationBuilder client =
                new org.infinispan.client.hotrod.configuration.ConfigurationBuilder();
        client.addServer().host("127.0.0.1").port(infinispanServer.getPort());
        return new RemoteCacheManager(client.build());
    }

    @Bean
    Cached infinispanRemote(RemoteCacheManager infinispanClient) {
        RemoteCache<Long, Integer> cache = infinispanClient.getCache(NAME);
        return new Cached(id -> cache.computeIfAbsent(id, counters::hits), cache::remove);
    }

    @Bean
    Cached infinispanRemoteLater(RemoteCacheManager infinispanClient) {
        RemoteCache<Long, Integer> cache = infinispanClient.getCache(NAME);
        return new Cached(id -> cache.computeIfAbsentAsync(id, counters::hits).join(), cache::remove);
    }
}
