// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

/** Hears of what this JVM writes past the scopes. Implementations are thread-safe and quick, and do not throw. */
public interface JvmWrites {

    /**
     * Whether anybody wants to know.
     *
     * @return {@code false}: nothing need be looked at now
     */
    boolean wanted();

    /**
     * Something may have been committed outside of all scopes.
     *
     * @param database key of the database
     */
    void written(String database);

    /**
     * Something may have been committed to a database that will have replicas, but of which no scope has taken a
     * connection yet.
     *
     * @param database key of the database
     */
    void writtenEarly(String database);
}
