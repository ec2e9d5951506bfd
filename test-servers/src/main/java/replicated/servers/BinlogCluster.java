// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What MariaDB and MySQL have in common: servers that follow each other's binary log. */
abstract class BinlogCluster extends Cluster {
    // Flushing at each commit lets a standby keep its position through SIGKILL; the kernel keeps the pages.
    private static final String SETTINGS = """
            bind-address = 127.0.0.1
            skip-name-resolve
            log-bin = binlog
            binlog_format = ROW
            log_slave_updates = ON
            relay_log = relay
            relay_log_recovery = ON
            sync_binlog = 0
            innodb_flush_log_at_trx_commit = 1
            innodb_log_file_size = 8M
            innodb_buffer_pool_size = 32M
            innodb_doublewrite = OFF
            performance_schema = OFF
            general_log = ON
            """;

    BinlogCluster(Path folder, List<Server> servers) {
        super(folder, servers);
    }

    /**
     * Writes the settings file of each server.
     *
     * @param more settings beside those of every server, a line each
     */
    final void writeConfigurations(Path programs, String more) {
        for (int i = 0; i < servers().size(); i++) {
            BinlogServer server = (BinlogServer) servers().get(i);
            StringBuilder text = new StringBuilder("[mysqld]\n" + SETTINGS + more);
            text.append("server-id = ").append(i + 1).append("\nport = ").append(server.port());
            text.append("\nbasedir = ").append(programs).append("\ndatadir = ").append(server.data());
            text.append("\ntmpdir = ").append(newTemporaryFolder(server));
            text.append("\nsocket = ").append(server.data()).append(".sock");
            text.append("\npid-file = ").append(server.data()).append(".pid");
            text.append("\ngeneral_log_file = ").append(server.statementLog()).append('\n');
            if (i > 0) {
                server.readOnlySettings()
                        .forEach(setting -> text.append(setting).append(" = 1\n"));
            }
            write(server.configuration(), text.toString());
        }
    }

    /** Of its own: a server that starts deletes what looks left behind, and with it what another one is using. */
    private static Path newTemporaryFolder(Server server) {
        try {
            Path folder = Files.createDirectory(server.data().resolveSibling(server.name() + "-tmp"));
            ServerUser.own(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts all servers, makes the standbys follow, and creates the database and its user on the primary. */
    final void launch() {
        servers().forEach(Server::launch);
        servers().forEach(Server::awaitAnswer);
        primary()
                .execute(
                        "CREATE USER " + BinlogServer.REPLICATION_USER + "@'%' IDENTIFIED BY '" + PASSWORD + "'",
                        "GRANT REPLICATION SLAVE ON *.* TO " + BinlogServer.REPLICATION_USER + "@'%'",
                        "CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4",
                        "CREATE USER " + USER + "@'%' IDENTIFIED BY '" + PASSWORD + "'",
                        "GRANT ALL ON " + DATABASE + ".* TO " + USER + "@'%'");
        standbys().forEach(standby -> standby.follow(primary()));
    }
}
