// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A note as {@code agent-test-app} has them. */
@Entity
@Table(name = "note")
public class ManagedNote {

    @Id
    private long id;

    private String text;
    private int visits;

    @Override
    public String toString() {
        return "{\"id\": " + id + ", \"text\": \"" + text + "\", \"visits\": " + visits + "}";
    }
}
