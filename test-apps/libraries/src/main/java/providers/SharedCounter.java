// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package providers;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.List;

/** A row of the counters in EclipseLink's shared cache, and the visits that it leads to. */
@Entity
@Table(name = "counter")
class SharedCounter {

    @Id
    private long id;

    private int hits;

    @SuppressWarnings("UnusedVariable") // written by JPA
    private int seen;

    @OneToMany
    @JoinColumn(name = "counter_id", insertable = false, updatable = false)
    private List<SharedVisit> visits;

    /** For JPA. */
    protected SharedCounter() {}

    /** Changes one column and leaves the other. */
    void see() {
        seen++;
    }

    int hits() {
        return hits;
    }

    /** Read when asked for. */
    List<SharedVisit> visits() {
        return visits;
    }
}
