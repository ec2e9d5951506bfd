// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package providers;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row for each time a counter was raised, in EclipseLink's shared cache. */
@Entity
@Table(name = "visit")
class SharedVisit {

    @Id
    @SuppressWarnings("UnusedVariable") // the key
    private Long id;

    @Column(name = "counter_id")
    @SuppressWarnings("UnusedVariable") // read by JPA
    private long counterId;

    /** For JPA. */
    protected SharedVisit() {}
}
