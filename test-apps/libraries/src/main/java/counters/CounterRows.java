// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The counters. Reads ask the database, and not the session. */
interface CounterRows extends JpaRepository<Counter, Long> {

    @Query("SELECT coalesce(max(c.hits), 0) FROM Counter c WHERE c.id = :id")
    int hits(long id);

    @Query("SELECT count(v) FROM Visit v WHERE v.counterId = :id")
    int visits(long id);
}
