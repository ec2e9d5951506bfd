// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** Something the shop sells. */
@Entity
public class Item {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;
    private int visits;

    /** For JPA. */
    protected Item() {}

    Item(String name) {
        this.name = name;
    }

    Long id() {
        return id;
    }

    String name() {
        return name;
    }

    void rename(String other) {
        name = other;
    }

    int visit() {
        return ++visits;
    }
}
