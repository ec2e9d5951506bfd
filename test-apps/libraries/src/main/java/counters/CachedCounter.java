// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** A row of the counters, kept in Hibernate's second level. */
@Entity
@Table(name = "counter")
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
class CachedCounter {

    @Id
    private long id;

    private int hits;

    /** For JPA. */
    protected CachedCounter() {}

    CachedCounter(long id) {
        this.id = id;
    }

    int hits() {
        return hits;
    }

    void raise() {
        hits++;
    }
}
