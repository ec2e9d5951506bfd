// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What fills the caches of Caffeine, Guava and Spring beside one loader for one key: refreshes, many keys, tasks. */
@Configuration
class OtherWaysOfCaches {

    private final TemplateCounters template;

    OtherWaysOfCaches(TemplateCounters template) {
        this.template = template;
    }

    private Cached of(LongToIntFunction cached, LongConsumer forget) {
        return CachedBy.forgetting(template, cached, forget);
    }

    /** Each hit has it read anew, on another thread. */
    @Bean
    Cached caffeineRefreshed() {
        LoadingCache<Long, Integer> cache = Caffeine.newBuilder()
                .maximumSize(1_000)
                .refreshAfterWrite(1, TimeUnit.NANOSECONDS)
                .build(template::hits);
        return of(id -> refreshed(cache, id), cache::invalidate);
    }

    private static int refreshed(LoadingCache<Long, Integer> cache, long id) {
        Objects.requireNonNull(cache.get(id));
        Objects.requireNonNull(cache.get(id));
        await(() -> cache.policy().refreshes().isEmpty());
        return cache.policy().getIfPresentQuietly(id);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("still not so");
            }
            Thread.onSpinWait();
        }
    }

    @Bean
    Cached caffeineRefresh() {
        LoadingCache<Long, Integer> cache = Caffeine.newBuilder().build(template::hits);
        return of(
                id -> {
                    Objects.requireNonNull(cache.get(id));
                    return cache.refresh(id).join();
                },
                cache::invalidate);
    }

    /** With loads that the application itself hands to other threads. */
    private final class Loader implements AsyncCacheLoader<Long, Integer> {

        @Override
        public CompletableFuture<Integer> asyncLoad(Long id, Executor executor) {
            return CompletableFuture.supplyAsync(() -> template.hits(id), executor);
        }

        @Override
        public CompletableFuture<Integer> asyncReload(Long id, Integer old, Executor executor) {
            return asyncLoad(id, executor);
        }
    }

    @Bean
    Cached caffeineOwnTasks() {
        AsyncLoadingCache<Long, Integer> cache = Caffeine.newBuilder().buildAsync(new Loader());
        return of(id -> cache.get(id).join(), id -> cache.synchronous().invalidate(id));
    }

    @Bean
    Cached caffeineOwnRefresh() {
        AsyncLoadingCache<Long, Integer> cache = Caffeine.newBuilder().buildAsync(new Loader());
        return of(
                id -> {
                    Objects.requireNonNull(cache.get(id).join());
                    return cache.synchronous().refresh(id).join();
                },
                id -> cache.synchronous().invalidate(id));
    }

    @Bean
    Cached caffeineOwnRefreshed() {
        AsyncLoadingCache<Long, Integer> cache = Caffeine.newBuilder()
                .maximumSize(1_000)
                .refreshAfterWrite(1, TimeUnit.NANOSECONDS)
                .buildAsync(new Loader());
        return of(
                id -> {
                    Objects.requireNonNull(cache.get(id).join());
                    return refreshed(cache.synchronous(), id);
                },
                id -> cache.synchronous().invalidate(id));
    }

    /** Where nothing waits for the reload but the cache. */
    @Bean
    Cached caffeineReloaded() {
        com.github.benmanes.caffeine.cache.CacheLoader<Long, Integer> loader =
                new com.github.benmanes.caffeine.cache.CacheLoader<>() {
                    @Override
                    public Integer load(Long id) {
                        return template.hits(id);
                    }

                    @Override
                    public CompletableFuture<Integer> asyncReload(Long id, Integer old, Executor executor) {
                        return CompletableFuture.supplyAsync(() -> template.hits(id), executor);
                    }
                };
        LoadingCache<Long, Integer> cache = Caffeine.newBuilder().build(loader);
        return of(
                id -> {
                    Objects.requireNonNull(cache.get(id));
                    return cache.refresh(id).join();
                },
                cache::invalidate);
    }

    @Bean
    Cached caffeineFunction() {
        AsyncCache<Long, Integer> cache = Caffeine.newBuilder().buildAsync();
        return of(
                id -> cache.get(
                                id,
                                (key, executor) -> CompletableFuture.supplyAsync(() -> template.hits(key), executor))
                        .join(),
                id -> cache.synchronous().invalidate(id));
    }

    @Bean
    Cached caffeineManyByFunction() {
        AsyncCache<Long, Integer> cache = Caffeine.newBuilder().buildAsync();
        return of(
                id -> cache.getAll(
                                List.of(id),
                                (ids, executor) ->
                                        CompletableFuture.supplyAsync(() -> Map.of(id, template.hits(id)), executor))
                        .join()
                        .get(id),
                id -> cache.synchronous().invalidate(id));
    }

    @Bean
    Cached caffeineMany() {
        LoadingCache<Long, Integer> cache = Caffeine.newBuilder().build(template::hits);
        return of(id -> cache.getAll(List.of(id)).get(id), cache::invalidate);
    }

    /** Whose entry stays, and is computed from what it was. */
    @Bean
    Cached caffeineComputed() {
        com.github.benmanes.caffeine.cache.Cache<Long, Integer> cache =
                Caffeine.newBuilder().build();
        return of(
                id -> cache.asMap().computeIfPresent(id, (key, old) -> old < 0 ? template.hits(key) : old),
                id -> cache.put(id, -1));
    }

    @Bean
    Cached caffeineMerged() {
        com.github.benmanes.caffeine.cache.Cache<Long, Integer> cache =
                Caffeine.newBuilder().build();
        return of(
                id -> cache.asMap().merge(id, -1, (old, none) -> old < 0 ? template.hits(id) : old),
                id -> cache.put(id, -1));
    }

    @Bean
    Cached guavaRefreshed() {
        // No bean: Spring Boot would have no executor of its own then.
        ExecutorService reloads = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "reloads");
            thread.setDaemon(true);
            return thread;
        });
        com.google.common.cache.LoadingCache<Long, Integer> cache =
                CacheBuilder.newBuilder().build(CacheLoader.asyncReloading(CacheLoader.from(template::hits), reloads));
        return of(
                id -> {
                    cache.getUnchecked(id);
                    cache.refresh(id);
                    // One thread: after this the value is there.
                    CompletableFuture.runAsync(() -> {}, reloads).join();
                    return cache.getUnchecked(id);
                },
                cache::invalidate);
    }

    /** By the loader's own way to reload. */
    @Bean
    Cached guavaReloaded() {
        com.google.common.cache.LoadingCache<Long, Integer> cache = CacheBuilder.newBuilder()
                .build(new CacheLoader<>() {
                    @Override
                    public Integer load(Long id) {
                        return template.hits(id);
                    }

                    @Override
                    public ListenableFuture<Integer> reload(Long id, Integer old) {
                        return Futures.immediateFuture(load(id));
                    }
                });
        return of(
                id -> {
                    cache.getUnchecked(id);
                    cache.refresh(id);
                    return cache.getUnchecked(id);
                },
                cache::invalidate);
    }

    @Bean
    Cached guavaMany() {
        com.google.common.cache.LoadingCache<Long, Integer> cache = CacheBuilder.newBuilder()
                .build(new CacheLoader<>() {
                    @Override
                    public Integer load(Long id) {
                        throw new IllegalStateException("one by one");
                    }

                    @Override
                    public Map<Long, Integer> loadAll(Iterable<? extends Long> ids) {
                        long id = ids.iterator().next();
                        return Map.of(id, template.hits(id));
                    }
                });
        return of(
                id -> {
                    try {
                        return cache.getAll(List.of(id)).get(id);
                    } catch (ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                },
                cache::invalidate);
    }

    @Bean
    Cached guavaComputed() {
        com.google.common.cache.Cache<Long, Integer> cache =
                CacheBuilder.newBuilder().build();
        return of(id -> cache.asMap().computeIfAbsent(id, template::hits), cache::invalidate);
    }

    @Bean
    Cached springsRetrieved() {
        ConcurrentMapCache cache = new ConcurrentMapCache("retrieved");
        return of(
                id -> cache.retrieve(id, () -> CompletableFuture.supplyAsync(() -> template.hits(id)))
                        .join(),
                cache::evict);
    }
}
