// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.data.jpa.repository.JpaRepository;

/** All items. */
interface Items extends JpaRepository<Item, Long> {}
