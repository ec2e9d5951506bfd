// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.util.List;
import java.util.stream.Stream;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PostgresCluster;

/** A database product whose servers really replicate: a primary and two standbys that log no statements. */
enum Product {
    POSTGRESQL {
        @Override
        Availability availability() {
            return PostgresCluster.availability();
        }

        @Override
        Cluster start() {
            return PostgresCluster.builder()
                    .standbys(2)
                    .setting("log_statement", "none")
                    // For transactions in two phases.
                    .setting("max_prepared_transactions", "100")
                    .start();
        }

        @Override
        List<String> readerIs(String user, String password) {
            return List.of(
                    "CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'",
                    "GRANT pg_read_all_data TO " + user,
                    // Without it a standby's timeline is not known until its next checkpoint, minutes after a
                    // promotion.
                    "GRANT pg_read_all_stats TO " + user);
        }

        @Override
        String passwordBecomes(String user, String password) {
            return "ALTER ROLE " + user + " PASSWORD '" + password + "'";
        }

        @Override
        String sessionsOf(String users) {
            return "SELECT COUNT(*) FROM pg_stat_activity WHERE usename IN (" + users + ")";
        }
    },

    MARIADB {
        @Override
        Availability availability() {
            return MariaDbCluster.availability();
        }

        @Override
        Cluster start() {
            return MariaDbCluster.builder()
                    .standbys(2)
                    .setting("general_log", "OFF")
                    // Lets the application make functions.
                    .setting("log_bin_trust_function_creators", "ON")
                    // Enough for SIGKILL, and the standbys keep up.
                    .setting("innodb_flush_log_at_trx_commit", "2")
                    .start();
        }
    },

    MYSQL {
        @Override
        Availability availability() {
            return MySqlCluster.availability();
        }

        @Override
        Cluster start() {
            return MySqlCluster.builder()
                    .standbys(2)
                    .setting("general_log", "OFF")
                    // Lets the application make functions.
                    .setting("log_bin_trust_function_creators", "ON")
                    // Enough for SIGKILL, and the standbys keep up.
                    .setting("innodb_flush_log_at_trx_commit", "2")
                    .start();
        }
    };

    /** PostgreSQL, and with -Plong all; of those, the ones that {@code chaos.products} names. */
    static List<Product> checked() {
        List<Product> checked = Boolean.getBoolean("replicated.long") ? List.of(values()) : List.of(POSTGRESQL);
        return named(checked).filter(checked::contains).toList();
    }

    /** Those whose replicas come under fire: any that {@code chaos.products} names. */
    static List<Product> underFire() {
        return named(List.of(POSTGRESQL, MARIADB)).toList();
    }

    private static Stream<Product> named(List<Product> otherwise) {
        String names = System.getProperty("chaos.products");
        return names == null ? otherwise.stream() : Stream.of(names.split(",")).map(Product::valueOf);
    }

    abstract Availability availability();

    abstract Cluster start();

    /** Statements that make a user who may read everything. */
    List<String> readerIs(String user, String password) {
        return List.of(
                "CREATE USER " + user + "@'%' IDENTIFIED BY '" + password + "'",
                "GRANT SELECT, EXECUTE ON " + Cluster.DATABASE + ".* TO " + user + "@'%'");
    }

    /** The statement that gives a user another password. */
    String passwordBecomes(String user, String password) {
        return "ALTER USER " + user + "@'%' IDENTIFIED BY '" + password + "'";
    }

    /** The query that counts the sessions of users, given as quoted names. */
    String sessionsOf(String users) {
        return "SELECT COUNT(*) FROM information_schema.processlist WHERE user IN (" + users + ")";
    }
}
