// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import java.util.List;

/** A row of the counters. */
@Entity
class Counter {

    @Id
    private long id;

    @SuppressWarnings("UnusedVariable") // read by JPA
    private int hits;

    @OneToMany
    @JoinColumn(name = "counter_id", insertable = false, updatable = false)
    private List<Visit> visits;

    /** For JPA. */
    protected Counter() {}

    Counter(long id) {
        this.id = id;
    }

    void raise() {
        hits++;
    }

    /** Read when asked for. */
    List<Visit> visits() {
        return visits;
    }
}
