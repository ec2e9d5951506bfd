// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.cache.CacheBuilder;
import jakarta.persistence.EntityManagerFactory;
import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;
import javax.sql.DataSource;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import providers.EclipseLinkCounters;
import providers.OpenJpaCounters;

/** One of each kind of cache. */
@Configuration
@EnableCaching
class Caches {

    private final TemplateCounters template;
    private final TransactionTemplate transactions;

    Caches(TemplateCounters template, org.springframework.orm.jpa.JpaTransactionManager transactions) {
        this.template = template;
        this.transactions = new TransactionTemplate(transactions);
    }

    private Cached of(LongToIntFunction cached, LongConsumer forget) {
        return CachedBy.forgetting(template, cached, forget);
    }

    @Bean
    Cached caffeine() {
        com.github.benmanes.caffeine.cache.Cache<Long, Integer> cache =
                Caffeine.newBuilder().maximumSize(1_000).build();
        return of(id -> cache.get(id, template::hits), cache::invalidate);
    }

    @Bean
    Cached unbounded() {
        LoadingCache<Long, Integer> cache = Caffeine.newBuilder().build(template::hits);
        return of(cache::get, cache::invalidate);
    }

    @Bean
    Cached asynchronous() {
        AsyncLoadingCache<Long, Integer> cache = Caffeine.newBuilder().buildAsync(template::hits);
        return of(id -> cache.get(id).join(), id -> cache.synchronous().invalidate(id));
    }

    @Bean
    Cached guava() {
        com.google.common.cache.LoadingCache<Long, Integer> cache =
                CacheBuilder.newBuilder().build(com.google.common.cache.CacheLoader.from(id -> template.hits(id)));
        return of(cache::getUnchecked, cache::invalidate);
    }

    @Bean
    Cached springs() {
        Cache cache = new ConcurrentMapCache("programmatic");
        return of(id -> cache.get(id, () -> template.hits(id)), cache::evict);
    }

    @Bean(destroyMethod = "close")
    DefaultCacheManager infinispanCaches() {
        return new DefaultCacheManager();
    }

    @Bean
    Cached infinispan(DefaultCacheManager infinispanCaches) {
        return infinispan(infinispanCaches, false);
    }

    @Bean
    Cached infinispanSimple(DefaultCacheManager infinispanCaches) {
        return infinispan(infinispanCaches, true);
    }

    private Cached infinispan(DefaultCacheManager caches, boolean simple) {
        org.infinispan.Cache<Long, Integer> cache = caches.createCache(
                "hits-" + simple, new ConfigurationBuilder().simpleCache(simple).build());
        return of(id -> cache.computeIfAbsent(id, template::hits), cache::remove);
    }

    @Bean
    Cached mapper(CachedMapper mapper) {
        return new CachedBy(mapper::hits, id -> {
            if (mapper.raise(id) == 0) {
                template.raise(id);
            }
        });
    }

    @Bean
    Cached entities(CachedRows rows) {
        return new CachedBy(
                id -> rows.findById(id).map(CachedCounter::hits).orElse(0),
                id -> transactions.executeWithoutResult(status -> {
                    CachedCounter counter = rows.findById(id).orElseGet(() -> new CachedCounter(id));
                    counter.raise();
                    rows.save(counter);
                }));
    }

    @Bean
    Cached results(CachedRows rows, Cached entities) {
        return new CachedBy(id -> rows.cachedHits(id).stream().findFirst().orElse(0), entities::raise);
    }

    @Bean
    Cached listed(CachedRows rows, Cached entities) {
        return new CachedBy(
                id -> rows.listed(id).stream()
                        .map(CachedCounter::hits)
                        .findFirst()
                        .orElse(0),
                entities::raise);
    }

    @Bean
    Cached seen(SeenRows rows, EntityManagerFactory factory) {
        return of(
                id -> rows.findById(id).map(SeenCounter::hits).orElse(0),
                id -> factory.getCache().evict(SeenCounter.class, id));
    }

    /** Of which the cache keeps the very objects. */
    @Bean
    Cached fixed(EntityManagerFactory factory) {
        return of(id -> fixedHits(factory, id), id -> factory.getCache().evict(FixedCounter.class, id));
    }

    private static int fixedHits(EntityManagerFactory factory, long id) {
        return factory.callInTransaction(entities -> {
            FixedCounter counter = entities.find(FixedCounter.class, id);
            return counter == null ? 0 : counter.hits();
        });
    }

    @Bean
    Cached fixedListed(EntityManagerFactory factory, Cached fixed) {
        return new CachedBy(
                id -> factory.callInTransaction(entities -> entities.createQuery(
                                "SELECT c FROM FixedCounter c WHERE c.id = :id", FixedCounter.class)
                        .setParameter("id", id)
                        .getSingleResult()
                        .hits()),
                fixed::raise);
    }

    @Bean
    Cached seenChanged(SeenRows rows, Cached seen) {
        return new CachedBy(
                id -> transactions.execute(status -> rows.listed(id).stream()
                        .peek(SeenCounter::see)
                        .mapToInt(SeenCounter::hits)
                        .sum()),
                seen::raise);
    }

    @Bean
    Cached eclipselinkChanged(EclipseLinkCounters counters) {
        return of(counters::seenHits, counters::forget);
    }

    @Bean
    Cached openjpaChanged(OpenJpaCounters counters) {
        return of(counters::seenHits, counters::forget);
    }

    @Bean
    EclipseLinkCounters eclipseLinkCounters(DataSource dataSource) {
        return new EclipseLinkCounters(dataSource);
    }

    @Bean
    Cached eclipselink(EclipseLinkCounters counters) {
        return of(counters::hits, counters::forget);
    }

    @Bean
    Cached eclipselinkResults(EclipseLinkCounters counters) {
        return of(counters::cachedHits, counters::forget);
    }

    @Bean
    Cached eclipselinkReadOnly(EclipseLinkCounters counters) {
        return of(counters::sharedHits, counters::forget);
    }

    @Bean
    Cached eclipselinkRelation(EclipseLinkCounters counters) {
        return of(counters::visits, counters::forget);
    }

    @Bean
    Cached eclipselinkListed(EclipseLinkCounters counters) {
        return of(counters::listedHits, counters::forget);
    }

    @Bean
    OpenJpaCounters openJpaCounters(DataSource dataSource) {
        return new OpenJpaCounters(dataSource);
    }

    @Bean
    Cached openjpa(OpenJpaCounters counters) {
        return of(counters::hits, counters::forget);
    }

    @Bean
    Cached openjpaListed(OpenJpaCounters counters) {
        return of(counters::listedHits, counters::forget);
    }

    @Bean
    Cached openjpaResults(OpenJpaCounters counters) {
        return of(counters::cachedHits, counters::forget);
    }
}
