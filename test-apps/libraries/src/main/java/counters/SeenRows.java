// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The counters with Hibernate's second level, read in order to be changed. */
interface SeenRows extends JpaRepository<SeenCounter, Long> {

    @Query("SELECT c FROM SeenCounter c WHERE c.id = :id")
    List<SeenCounter> listed(long id);
}
