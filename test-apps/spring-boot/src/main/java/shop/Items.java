package shop;

import org.springframework.data.jpa.repository.JpaRepository;

/** All items. */
interface Items extends JpaRepository<Item, Long> {}
