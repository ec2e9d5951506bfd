// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.persistence.EntityManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stocks of shelves by each way through the caches that all requests share. */
@Service
@Profile("shared-caches")
@EnableCaching
class SharedCaches {

    private final EntityManager entities;
    private final JdbcTemplate jdbc;
    private final LoadingCache<Long, Integer> loading = Caffeine.newBuilder().build(this::plain);
    /** One thread: what is handed to it later runs later. */
    private final ExecutorService reloads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "reloads");
        thread.setDaemon(true);
        return thread;
    });

    private final LoadingCache<Long, Integer> refreshed = Caffeine.newBuilder()
            .maximumSize(1_000)
            .executor(reloads)
            .refreshAfterWrite(1, TimeUnit.NANOSECONDS)
            .build(this::plain);

    /** What else has to forget a shelf. */
    private final ObjectProvider<LongConsumer> others;

    SharedCaches(EntityManager entities, JdbcTemplate jdbc, ObjectProvider<LongConsumer> others) {
        this.entities = entities;
        this.jdbc = jdbc;
        this.others = others;
    }

    @Bean
    @Profile("!ehcache-2")
    static CacheManager springs() {
        return new ConcurrentMapCacheManager();
    }

    /** One more, after which nothing is cached any more. */
    @Transactional
    public void fill(long id) {
        Shelf shelf = entities.find(Shelf.class, id);
        if (shelf == null) {
            shelf = new Shelf(id);
            entities.persist(shelf);
        }
        shelf.fill();
    }

    @CacheEvict("stocks")
    public void forget(long id) {
        entities.getEntityManagerFactory()
                .unwrap(SessionFactory.class)
                .getCache()
                .evictAllRegions();
        loading.invalidate(id);
        others.forEach(other -> other.accept(id));
    }

    int plain(long id) {
        return jdbc.queryForObject("SELECT coalesce(max(stock), 0) FROM shelf WHERE id = ?", Integer.class, id);
    }

    @Cacheable("stocks")
    public int springs(long id) {
        return plain(id);
    }

    @Cacheable(cacheNames = "stocks", sync = true)
    public int springsAtOnce(long id) {
        return plain(id);
    }

    int caffeine(long id) {
        return loading.get(id);
    }

    /** Which is read anew on another thread each time. */
    int caffeineRefreshed(long id) {
        int before = refreshed.get(id);
        // A hit, which has it read anew.
        Integer hit = refreshed.getIfPresent(id);
        CompletableFuture.runAsync(() -> {}, reloads).join();
        Integer after = refreshed.getIfPresent(id);
        return hit == null || after == null ? before : after;
    }

    @Transactional(readOnly = true)
    public int entity(long id) {
        return entities.find(Shelf.class, id).stock();
    }

    @Transactional(readOnly = true)
    public int collection(long id) {
        return entities.find(Shelf.class, id).goods().size();
    }

    @Transactional(readOnly = true)
    public int naturalId(long id) {
        return session().bySimpleNaturalId(Shelf.class).load(Shelf.label(id)).stock();
    }

    @Transactional(readOnly = true)
    public int query(long id) {
        return entities.createQuery("SELECT s.stock FROM Shelf s WHERE s.id = :id", Integer.class)
                .setParameter("id", id)
                .setHint("org.hibernate.cacheable", true)
                .getSingleResult();
    }

    /** Of many that a query brings, entities and their collections. */
    @Transactional(readOnly = true)
    public int joined(long id) {
        return entities.createQuery("SELECT s FROM Shelf s LEFT JOIN FETCH s.goods WHERE s.id = :id", Shelf.class)
                .setParameter("id", id)
                .getSingleResult()
                .stock();
    }

    /** As above, and whatever the cache has is replaced. */
    @Transactional(readOnly = true)
    public int replacing(long id) {
        session().setCacheMode(CacheMode.REFRESH);
        return joined(id);
    }

    @Transactional(readOnly = true)
    @SuppressWarnings("removal") // in Hibernate 7, of which others have no other way
    public int many(long id) {
        return session()
                .byMultipleIds(Shelf.class)
                .with(CacheMode.NORMAL)
                .multiLoad(id, -id)
                .get(0)
                .stock();
    }

    /** Which has gone through the second level since Hibernate 7. */
    public int stateless(long id) {
        SessionFactory factory = entities.getEntityManagerFactory().unwrap(SessionFactory.class);
        try (StatelessSession session = factory.openStatelessSession()) {
            return ((Shelf) session.get(Shelf.class.getName(), id)).stock();
        }
    }

    private Session session() {
        return entities.unwrap(Session.class);
    }
}
