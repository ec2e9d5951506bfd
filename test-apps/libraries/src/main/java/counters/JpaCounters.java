// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.springframework.stereotype.Component;

/** By JPA as Hibernate has it, with Spring Data's repositories and the session open in the view. */
@Component("jpa")
class JpaCounters implements Counters {

    private final CounterRows rows;
    private final VisitRows visits;

    JpaCounters(CounterRows rows, VisitRows visits) {
        this.rows = rows;
        this.visits = visits;
    }

    @Override
    public int hits(long id) {
        return rows.hits(id);
    }

    @Override
    public int visits(long id) {
        return rows.visits(id);
    }

    @Override
    public void raise(long id) {
        Counter counter = rows.findById(id).orElseGet(() -> new Counter(id));
        counter.raise();
        rows.save(counter);
        Counters.check(visits.save(new Visit(id)).id());
    }

    /** A counter whose visits are read in the view. */
    Counter find(long id) {
        return rows.findById(id).orElseThrow();
    }
}
