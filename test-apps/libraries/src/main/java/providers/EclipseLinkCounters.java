// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package providers;

import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.persistence.jpa.PersistenceProvider;
import org.eclipse.persistence.sessions.IdentityMapAccessor;
import org.eclipse.persistence.sessions.server.ServerSession;

/** Counters by EclipseLink, whose shared cache is on of itself. */
public final class EclipseLinkCounters extends Provider {

    /** Of one row, in a way that EclipseLink does not take for a question for one entity by its key. */
    private static final String RANGE = "SELECT c FROM SharedCounter c WHERE c.id >= :id AND c.id <= :id";

    /**
     * Starts EclipseLink.
     *
     * @param dataSource the application's
     */
    public EclipseLinkCounters(DataSource dataSource) {
        super(
                dataSource,
                PersistenceProvider.class,
                Map.of("eclipselink.weaving", "false"),
                List.of(SharedCounter.class.getName(), SharedVisit.class.getName()));
    }

    /** Of the entity. */
    public int hits(long id) {
        return read(manager -> {
            SharedCounter counter = manager.find(SharedCounter.class, id);
            return counter == null ? 0 : counter.hits();
        });
    }

    /** Of the entity that a query brings. */
    public int listedHits(long id) {
        return read(manager ->
                manager.createQuery(RANGE, SharedCounter.class).setParameter("id", id).getResultList().stream()
                        .mapToInt(SharedCounter::hits)
                        .sum());
    }

    /** Of the entity that a query brings, which is changed then. */
    public int seenHits(long id) {
        return change(manager ->
                manager.createQuery(RANGE, SharedCounter.class).setParameter("id", id).getResultList().stream()
                        .peek(SharedCounter::see)
                        .mapToInt(SharedCounter::hits)
                        .sum());
    }

    /** As the result of a query, which is cached itself. */
    public int cachedHits(long id) {
        return read(manager -> manager
                .createQuery("SELECT c.hits FROM SharedCounter c WHERE c.id = :id", Integer.class)
                .setParameter("id", id)
                .setHint("eclipselink.query-results-cache", "true")
                .getResultList()
                .stream()
                .mapToInt(Integer::intValue)
                .sum());
    }

    /** Of the entity that a query for nothing but reading brings: the one in the cache itself. */
    public int sharedHits(long id) {
        return read(manager -> manager
                .createQuery(RANGE, SharedCounter.class)
                .setParameter("id", id)
                .setHint("eclipselink.read-only", "true")
                .getResultList()
                .stream()
                .mapToInt(SharedCounter::hits)
                .sum());
    }

    /** How many the relation of the entity leads to. */
    public int visits(long id) {
        return read(manager -> {
            SharedCounter counter = manager.find(SharedCounter.class, id);
            return counter == null ? 0 : counter.visits().size();
        });
    }

    /**
     * The cache forgets it, and its whole class: an entity that is merely evicted stays in there, as one to be read
     * anew.
     */
    public void forget(long id) {
        IdentityMapAccessor shared = factory().unwrap(ServerSession.class).getIdentityMapAccessor();
        shared.initializeIdentityMap(SharedCounter.class);
        shared.invalidateQueryCache(SharedCounter.class);
    }
}
