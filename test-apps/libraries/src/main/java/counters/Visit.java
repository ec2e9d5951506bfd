// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** A row for each time a counter was raised. */
@Entity
class Visit {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "counter_id")
    private long counterId;

    /** For JPA. */
    protected Visit() {}

    Visit(long counterId) {
        this.counterId = counterId;
    }

    Long id() {
        return id;
    }
}
