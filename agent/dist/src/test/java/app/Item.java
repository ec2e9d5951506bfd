// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the table of items. */
@Entity
@Table(name = "item")
public class Item {

    @Id
    private String name;

    protected Item() {}

    public Item(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }
}
