package counters;

import org.springframework.data.jpa.repository.JpaRepository;

/** The visits. */
interface VisitRows extends JpaRepository<Visit, Long> {}
