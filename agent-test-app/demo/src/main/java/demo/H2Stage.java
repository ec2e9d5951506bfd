// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.h2.tools.Server;

/**
 * Three H2 servers, for machines where PostgreSQL cannot run. H2 has no replication: this class itself copies the
 * primary's tables to the others, again and again, and says so.
 */
final class H2Stage implements Stage {
    private static final int SERVERS = 3;
    private static final String USER = "app";
    private static final String PASSWORD = "secret-of-app";

    private final Path folder;
    private final List<String> urls = new ArrayList<>();
    // Guarded by this, like the next; null where a server is killed.
    private final List<Server> servers = new ArrayList<>();
    private boolean frozen;
    private volatile boolean closed;

    H2Stage(Path parent) {
        folder = parent.resolve("h2");
        for (int i = 0; i < SERVERS; i++) {
            Server server = startServer(i, 0);
            servers.add(server);
            urls.add("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./app");
        }
        Thread copying = new Thread(this::copyUntilClosed, "h2-copy");
        copying.setDaemon(true);
        copying.start();
    }

    @Override
    public String description() {
        return "H2: three servers. H2 has no replication, so the demo itself copies the tables, five times a second.";
    }

    @Override
    public List<String> urls() {
        return urls;
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public String nameOf(String servedBy) {
        for (int i = 0; i < SERVERS; i++) {
            if (servedBy.contains(name(i))) {
                return name(i);
            }
        }
        return servedBy;
    }

    @Override
    public synchronized void freeze() {
        copy();
        frozen = true;
    }

    @Override
    public synchronized void thaw() {
        frozen = false;
        copy();
    }

    @Override
    public synchronized void kill(int replica) {
        servers.get(replica).stop();
        servers.set(replica, null);
    }

    @Override
    public synchronized void start(int replica) {
        String url = urls.get(replica);
        int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
        servers.set(replica, startServer(replica, port));
        copy();
    }

    @Override
    public Optional<List<String>> writesLoggedByReplicas() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        servers.stream().filter(server -> server != null).forEach(Server::stop);
    }

    private static String name(int index) {
        return index == 0 ? "primary" : "standby-" + index;
    }

    private Server startServer(int index, int port) {
        try {
            Path base = Files.createDirectories(folder.resolve(name(index)));
            return Server.createTcpServer(
                            "-tcpPort",
                            Integer.toString(port),
                            "-baseDir",
                            base.toString(),
                            "-ifNotExists",
                            "-tcpDaemon")
                    .start();
        } catch (SQLException e) {
            throw new StoryFailed("H2 does not start: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyUntilClosed() {
        while (!closed) {
            synchronized (this) {
                if (!frozen && !closed) {
                    copy();
                }
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Brings every replica's tables to where the primary's are; the application never deletes a row. */
    private void copy() {
        for (int i = 1; i < SERVERS; i++) {
            if (servers.get(i) != null) {
                try (Connection replica = DriverManager.getConnection(urls.get(i), USER, PASSWORD);
                        Statement statement = replica.createStatement()) {
                    copyTable("note", "id", statement);
                    copyTable("visitor", "name", statement);
                } catch (SQLException e) {
                    if (e.getErrorCode() != ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1) {
                        throw new StoryFailed("The tables cannot be copied to " + name(i) + ": " + e.getMessage());
                    }
                }
            }
        }
    }

    private void copyTable(String table, String key, Statement replica) throws SQLException {
        replica.execute("CREATE LINKED TABLE IF NOT EXISTS primary_" + table + " ('org.h2.Driver', '" + urls.get(0)
                + "', '" + USER + "', '" + PASSWORD + "', '" + table.toUpperCase(Locale.ROOT) + "')");
        replica.execute("CREATE TABLE IF NOT EXISTS " + table + " AS SELECT * FROM primary_" + table);
        replica.execute("MERGE INTO " + table + " KEY (" + key + ") SELECT * FROM primary_" + table);
    }
}
