// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;

/** A row of the counters that Hibernate never writes, so that its second level keeps the object itself. */
@Entity
@Table(name = "counter")
@Immutable
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "fixed")
class FixedCounter {

    @Id
    @SuppressWarnings("UnusedVariable") // the key
    private long id;

    private int hits;

    /** For JPA. */
    protected FixedCounter() {}

    int hits() {
        return hits;
    }
}
