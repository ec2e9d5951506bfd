// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.DynamicUpdate;

/**
 * A row of the counters in Hibernate's second level, of which an update writes what has changed, and the cache keeps
 * all.
 */
@Entity
@Table(name = "counter")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
@DynamicUpdate
class SeenCounter {

    @Id
    @SuppressWarnings("UnusedVariable") // the key
    private long id;

    private int hits;

    @SuppressWarnings("UnusedVariable") // written by JPA
    private int seen;

    /** For JPA. */
    protected SeenCounter() {}

    int hits() {
        return hits;
    }

    /** Changes one column and leaves the other. */
    void see() {
        seen++;
    }
}
