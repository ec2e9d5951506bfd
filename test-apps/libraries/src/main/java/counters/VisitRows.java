// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.springframework.data.jpa.repository.JpaRepository;

/** The visits. */
interface VisitRows extends JpaRepository<Visit, Long> {}
