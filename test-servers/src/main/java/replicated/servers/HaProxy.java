// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The system's HAProxy before the servers of a {@link PostgresCluster}, as Patroni's manual sets it up: it leads to the
 * one whose REST interface says that it is the primary. That interface is ours and asks the server itself. {@link
 * #close()} ends all of it. Not thread-safe.
 */
public final class HaProxy extends FrontProgram {

    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final String SETTINGS = """
            global
                maxconn 200
            defaults
                mode tcp
                timeout connect 2s
                timeout client 1m
                timeout server 1m
                timeout check 2s
            listen primary
                bind 127.0.0.1:%d
                option httpchk GET /primary
                http-check expect status 200
                default-server inter 200ms fall 1 rise 1 on-marked-down shutdown-sessions
            """;

    private final List<HttpServer> interfaces;

    private HaProxy(Path folder, int port, Path configuration, List<HttpServer> interfaces) {
        super(folder, port, List.of(PROGRAM.toString(), "-db", "-f", configuration.toString()));
        this.interfaces = interfaces;
    }

    /** @return whether HAProxy is installed on this machine and can be started */
    public static Availability availability() {
        return availability("HAProxy", PROGRAM, "haproxy");
    }

    /**
     * Starts one before servers of PostgreSQL.
     *
     * @param servers of which one is the primary, whichever that is at the time
     */
    public static HaProxy beforePrimaryOf(List<Server> servers) {
        Path folder = newFolder("haproxy");
        int port = Ports.free();
        StringBuilder settings = new StringBuilder(SETTINGS.formatted(port));
        List<HttpServer> interfaces = new ArrayList<>();
        for (Server server : servers) {
            HttpServer tells = rest(server);
            interfaces.add(tells);
            settings.append("    server %s %s:%d check port %d%n"
                    .formatted(
                            server.name(),
                            Server.HOST,
                            server.port(),
                            tells.getAddress().getPort()));
        }
        Path configuration = folder.resolve("haproxy.cfg");
        Cluster.write(configuration, settings.toString());
        HaProxy started = new HaProxy(folder, port, configuration, interfaces);
        started.awaitListening();
        return started;
    }

    private static HttpServer rest(Server server) {
        HttpServer rest;
        try {
            rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rest.createContext("/primary", exchange -> {
            exchange.sendResponseHeaders(isPrimary(server) ? 200 : 503, -1);
            exchange.close();
        });
        rest.start();
        return rest;
    }

    private static boolean isPrimary(Server server) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            return row.next() && !row.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** @return the JDBC URL of whoever is the primary */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + Server.HOST + ":" + ownPort() + "/" + Cluster.DATABASE;
    }

    @Override
    public void close() {
        super.close();
        interfaces.forEach(each -> each.stop(0));
    }
}
