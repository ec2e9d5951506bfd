// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package providers;

import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.openjpa.persistence.OpenJPAPersistence;
import org.apache.openjpa.persistence.PersistenceProviderImpl;

/** Counters by OpenJPA with its data cache, and with its query cache. */
public final class OpenJpaCounters extends Provider {

    /**
     * Starts OpenJPA.
     *
     * @param dataSource the application's
     */
    public OpenJpaCounters(DataSource dataSource) {
        super(
                dataSource,
                PersistenceProviderImpl.class,
                Map.of(
                        "openjpa.DataCache", "true",
                        "openjpa.QueryCache", "true",
                        "openjpa.RemoteCommitProvider", "sjvm",
                        "openjpa.DynamicEnhancementAgent", "false"),
                List.of(KeptCounter.class.getName()));
    }

    /** Of the entity. */
    public int hits(long id) {
        return read(manager -> {
            KeptCounter counter = manager.find(KeptCounter.class, id);
            return counter == null ? 0 : counter.hits();
        });
    }

    /** Of the entity that a query brings. */
    public int listedHits(long id) {
        return read(manager -> manager
                .createQuery("SELECT c FROM KeptCounter c WHERE c.id = :id", KeptCounter.class)
                .setParameter("id", id)
                .getResultList()
                .stream()
                .mapToInt(KeptCounter::hits)
                .sum());
    }

    /** Of the entity that a query brings, which is changed then. */
    public int seenHits(long id) {
        return change(manager -> manager
                .createQuery("SELECT c FROM KeptCounter c WHERE c.id = :id", KeptCounter.class)
                .setParameter("id", id)
                .getResultList()
                .stream()
                .peek(KeptCounter::see)
                .mapToInt(KeptCounter::hits)
                .sum());
    }

    /** As the result of a query. */
    public int cachedHits(long id) {
        return read(manager -> manager
                .createQuery("SELECT c.hits FROM KeptCounter c WHERE c.id = :id", Integer.class)
                .setParameter("id", id)
                .getResultList()
                .stream()
                .mapToInt(Integer::intValue)
                .sum());
    }

    /** The caches forget it. */
    public void forget(long id) {
        factory().getCache().evict(KeptCounter.class, id);
        OpenJPAPersistence.cast(factory()).getQueryResultCache().evictAll();
    }
}
