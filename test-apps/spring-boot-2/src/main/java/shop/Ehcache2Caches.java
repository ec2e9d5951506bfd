// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import net.sf.ehcache.Cache;
import net.sf.ehcache.CacheException;
import net.sf.ehcache.CacheManager;
import net.sf.ehcache.Ehcache;
import net.sf.ehcache.Status;
import net.sf.ehcache.config.CacheConfiguration;
import net.sf.ehcache.config.Configuration;
import net.sf.ehcache.constructs.blocking.SelfPopulatingCache;
import net.sf.ehcache.loader.CacheLoader;
import org.springframework.cache.ehcache.EhCacheCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Stocks of shelves in caches of Ehcache 2, which Spring 5 and Hibernate 5 are the last to know. */
@Component
@Profile("ehcache-2")
class Ehcache2Caches implements LongConsumer {

    private final JdbcTemplate jdbc;
    private final Ehcache populating;
    private final Cache loading;

    Ehcache2Caches(JdbcTemplate jdbc, CacheManager ehcaches) {
        this.jdbc = jdbc;
        populating = new SelfPopulatingCache(ehcaches.getCache("populating"), id -> stock((Long) id));
        loading = ehcaches.getCache("loading");
        loading.registerCacheLoader(new Loader());
    }

    @Bean(destroyMethod = "shutdown")
    static CacheManager ehcaches() {
        Configuration configuration = new Configuration();
        configuration.setName("shop");
        for (String name : List.of("stocks", "populating", "loading")) {
            configuration.addCache(new CacheConfiguration(name, 1_000));
        }
        return new CacheManager(configuration);
    }

    @Bean
    static org.springframework.cache.CacheManager springs(CacheManager ehcaches) {
        return new EhCacheCacheManager(ehcaches);
    }

    private int stock(long id) {
        return jdbc.queryForObject("SELECT coalesce(max(stock), 0) FROM shelf WHERE id = ?", Integer.class, id);
    }

    @Override
    public void accept(long id) {
        populating.remove(id);
        loading.remove(id);
    }

    Object populating(long id) {
        return populating.get(id).getObjectValue();
    }

    Object withLoader(long id) {
        return loading.getWithLoader(id, null, null).getObjectValue();
    }

    Object allWithLoader(long id) {
        return loading.getAllWithLoader(List.of(id), null).get(id);
    }

    /** Read on a thread of the cache's. */
    Object loaded(long id) {
        loading.load(id);
        while (loading.getQuiet(id) == null) {
            Thread.onSpinWait();
        }
        return loading.get(id).getObjectValue();
    }

    /** As applications write it. */
    private final class Loader implements CacheLoader {

        @Override
        public Object load(Object id) {
            return stock((Long) id);
        }

        @Override
        public Map<?, ?> loadAll(@SuppressWarnings("rawtypes") Collection ids) {
            Map<Object, Object> all = new HashMap<>();
            for (Object id : Set.copyOf((Collection<?>) ids)) {
                all.put(id, load(id));
            }
            return all;
        }

        @Override
        public Object load(Object id, Object argument) {
            return load(id);
        }

        @Override
        public Map<?, ?> loadAll(@SuppressWarnings("rawtypes") Collection ids, Object argument) {
            return loadAll(ids);
        }

        @Override
        public String getName() {
            return "stocks";
        }

        @Override
        public CacheLoader clone(Ehcache cache) {
            return this;
        }

        @Override
        public void init() {}

        @Override
        public void dispose() throws CacheException {}

        @Override
        public Status getStatus() {
            return Status.STATUS_ALIVE;
        }
    }
}
