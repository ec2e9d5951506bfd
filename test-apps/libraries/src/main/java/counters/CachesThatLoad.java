// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CompletionListenerFuture;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.cache.CustomStoreConfigurationBuilder;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Caches that call loaders of the application: JCache of two providers, Ehcache, and stores of Infinispan. */
@Configuration
class CachesThatLoad {

    private static final String CAFFEINE = "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider";
    private static final String EHCACHE = "org.ehcache.jsr107.EhcacheCachingProvider";

    private final TemplateCounters template;

    CachesThatLoad(TemplateCounters template) {
        this.template = template;
    }

    private javax.cache.Cache<Long, Integer> cache(String provider, String name) {
        return Caching.getCachingProvider(provider)
                .getCacheManager()
                .createCache(
                        name,
                        new MutableConfiguration<Long, Integer>()
                                .setStoreByValue(false)
                                .setReadThrough(true)
                                .setCacheLoaderFactory(
                                        new FactoryBuilder.SingletonFactory<>(new JCacheLoader(template))));
    }

    private Cached one(String provider) {
        javax.cache.Cache<Long, Integer> cache = cache(provider, "one");
        return CachedBy.forgetting(template, cache::get, cache::remove);
    }

    private Cached many(String provider) {
        javax.cache.Cache<Long, Integer> cache = cache(provider, "many");
        return CachedBy.forgetting(template, id -> cache.getAll(Set.of(id)).get(id), cache::remove);
    }

    /** Read on a thread of the provider's. */
    private Cached loaded(String provider) {
        javax.cache.Cache<Long, Integer> cache = cache(provider, "loaded");
        return CachedBy.forgetting(
                template,
                id -> {
                    CompletionListenerFuture done = new CompletionListenerFuture();
                    cache.loadAll(Set.of(id), true, done);
                    try {
                        done.get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                    return cache.get(id);
                },
                cache::remove);
    }

    private Cached processed(String provider) {
        javax.cache.Cache<Long, Integer> cache = Caching.getCachingProvider(provider)
                .getCacheManager()
                .createCache("processed", new MutableConfiguration<Long, Integer>().setStoreByValue(false));
        return CachedBy.forgetting(
                template,
                id -> cache.invoke(id, (entry, arguments) -> {
                    if (!entry.exists()) {
                        entry.setValue(template.hits(entry.getKey()));
                    }
                    return entry.getValue();
                }),
                cache::remove);
    }

    @Bean
    Cached jcache() {
        return one(CAFFEINE);
    }

    @Bean
    Cached jcacheMany() {
        return many(CAFFEINE);
    }

    @Bean
    Cached jcacheLoaded() {
        return loaded(CAFFEINE);
    }

    @Bean
    Cached jcacheProcessed() {
        return processed(CAFFEINE);
    }

    @Bean
    Cached jcacheOfEhcache() {
        return one(EHCACHE);
    }

    @Bean
    Cached jcacheOfEhcacheMany() {
        return many(EHCACHE);
    }

    @Bean
    Cached jcacheOfEhcacheLoaded() {
        return loaded(EHCACHE);
    }

    @Bean
    Cached jcacheOfEhcacheProcessed() {
        return processed(EHCACHE);
    }

    private final class LoaderWriter implements CacheLoaderWriter<Long, Integer> {

        @Override
        public Integer load(Long id) {
            return template.hits(id);
        }

        @Override
        public void write(Long id, Integer hits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(Long id) {}
    }

    @Bean(destroyMethod = "close")
    org.ehcache.CacheManager ehcaches() {
        return CacheManagerBuilder.newCacheManagerBuilder().build(true);
    }

    private org.ehcache.Cache<Long, Integer> ehcache(org.ehcache.CacheManager caches, String name) {
        return caches.createCache(
                name,
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                Long.class, Integer.class, ResourcePoolsBuilder.heap(1_000))
                        .withLoaderWriter(new LoaderWriter()));
    }

    @Bean
    Cached ehcache(org.ehcache.CacheManager ehcaches) {
        org.ehcache.Cache<Long, Integer> cache = ehcache(ehcaches, "one");
        return CachedBy.forgetting(template, cache::get, cache::remove);
    }

    @Bean
    Cached ehcacheMany(org.ehcache.CacheManager ehcaches) {
        org.ehcache.Cache<Long, Integer> cache = ehcache(ehcaches, "many");
        return CachedBy.forgetting(template, id -> cache.getAll(Set.of(id)).get(id), cache::remove);
    }

    /** A store that Infinispan calls on the threads that it has for what blocks. */
    @Bean
    Cached infinispanLoader(DefaultCacheManager infinispanCaches) {
        return infinispan(infinispanCaches, CounterLoader.class);
    }

    /** A store that goes to other threads by itself. */
    @Bean
    Cached infinispanStore(DefaultCacheManager infinispanCaches) {
        return infinispan(infinispanCaches, CounterStore.class);
    }

    private Cached infinispan(DefaultCacheManager caches, Class<?> store) {
        CounterLoader.template = template;
        ConfigurationBuilder builder = new ConfigurationBuilder();
        builder.persistence()
                .addStore(CustomStoreConfigurationBuilder.class)
                .customStoreClass(store)
                .segmented(false);
        org.infinispan.Cache<Long, Integer> cache = caches.createCache(store.getSimpleName(), builder.build());
        return CachedBy.forgetting(
                template,
                cache::get,
                id -> cache.getAdvancedCache().withFlags(Flag.SKIP_CACHE_STORE).remove(id));
    }

    /** Of a cache without containers: nothing is done by the commands that others go through. */
    @Bean
    Cached infinispanSimplePresent(DefaultCacheManager infinispanCaches) {
        org.infinispan.Cache<Long, Integer> cache = infinispanCaches.createCache(
                "present", new ConfigurationBuilder().simpleCache(true).build());
        return CachedBy.forgetting(
                template,
                id -> cache.computeIfPresent(id, (key, old) -> old < 0 ? template.hits(key) : old),
                id -> cache.put(id, -1));
    }

    @Bean
    Cached infinispanMerged(DefaultCacheManager infinispanCaches) {
        org.infinispan.Cache<Long, Integer> cache =
                infinispanCaches.createCache("merged", new ConfigurationBuilder().build());
        return CachedBy.forgetting(
                template,
                id -> cache.merge(id, -1, (old, none) -> old < 0 ? template.hits(id) : old),
                id -> cache.put(id, -1));
    }

    @Bean
    Cached infinispanAsynchronous(DefaultCacheManager infinispanCaches) {
        org.infinispan.Cache<Long, Integer> cache =
                infinispanCaches.createCache("asynchronous", new ConfigurationBuilder().build());
        return CachedBy.forgetting(
                template, id -> cache.computeIfAbsentAsync(id, template::hits).join(), cache::remove);
    }
}
