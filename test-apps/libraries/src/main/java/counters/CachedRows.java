// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.QueryHint;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;

/**
 * The counters with Hibernate's caches: of entities, of the results of a query, and of entities that a query brings.
 */
interface CachedRows extends JpaRepository<CachedCounter, Long> {

    @Query("SELECT c.hits FROM CachedCounter c WHERE c.id = :id")
    @QueryHints(@QueryHint(name = "org.hibernate.cacheable", value = "true"))
    List<Integer> cachedHits(long id);

    @Query("SELECT c FROM CachedCounter c WHERE c.id = :id")
    List<CachedCounter> listed(long id);
}
