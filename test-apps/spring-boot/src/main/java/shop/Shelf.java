// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** What Hibernate's second level keeps, where it is on: an entity, its collection, its natural id. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
@NaturalIdCache
public class Shelf {

    @Id
    private long id;

    @NaturalId
    @SuppressWarnings("UnusedVariable") // looked for by JPA
    private String label;

    private int stock;

    @ElementCollection
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    private final Set<String> goods = new HashSet<>();

    /** For JPA. */
    protected Shelf() {}

    Shelf(long id) {
        this.id = id;
        label = label(id);
    }

    static String label(long id) {
        return "shelf " + id;
    }

    int stock() {
        return stock;
    }

    Set<String> goods() {
        return goods;
    }

    void fill() {
        stock++;
        goods.add("good " + stock);
    }
}
