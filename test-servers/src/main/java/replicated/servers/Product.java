// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

/** The database products of which there are clusters with a primary and standbys. */
public enum Product {
    /** See {@link PostgresCluster}. */
    POSTGRESQL,
    /** See {@link MariaDbCluster}. */
    MARIADB,
    /** See {@link MySqlCluster}. */
    MYSQL;

    /** @return whether it can run on this machine; unpacks it where that was not done yet */
    public Availability availability() {
        return switch (this) {
            case POSTGRESQL -> PostgresCluster.availability();
            case MARIADB -> MariaDbCluster.availability();
            case MYSQL -> MySqlCluster.availability();
        };
    }

    /** @return a builder of a cluster with one standby */
    public Cluster.Builder<?> builder() {
        return switch (this) {
            case POSTGRESQL -> PostgresCluster.builder();
            case MARIADB -> MariaDbCluster.builder();
            case MYSQL -> MySqlCluster.builder();
        };
    }
}
