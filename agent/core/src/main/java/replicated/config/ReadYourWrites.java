// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** How a client is protected from reading data older than what it wrote. */
public enum ReadYourWrites {
    /** By replication positions where the database has them, else as {@link #WINDOW}. */
    POSITION,
    /** By time: after a write the client reads from the primary for {@link Consistency#window()}. */
    WINDOW,
    OFF
}
