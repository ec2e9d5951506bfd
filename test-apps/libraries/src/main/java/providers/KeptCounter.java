// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package providers;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the counters in OpenJPA's data cache. */
@Entity
@Table(name = "counter")
class KeptCounter {

    @Id
    @SuppressWarnings("UnusedVariable") // the key
    private long id;

    private int hits;

    @SuppressWarnings("UnusedVariable") // written by JPA
    private int seen;

    /** For JPA. */
    protected KeptCounter() {}

    /** Changes one column and leaves the other. */
    void see() {
        seen++;
    }

    int hits() {
        return hits;
    }
}
