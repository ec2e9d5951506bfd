// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The system's PgBouncer before servers of a {@link PostgresCluster}, on the loopback address, with a configuration of
 * its own. {@link #close()} ends it and deletes its files. Not thread-safe.
 */
public final class PgBouncer implements AutoCloseable {
    /** The one alias, of the name that the database has. */
    public static final String ALIAS = Cluster.DATABASE;

    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(20);
    private static final String SETTINGS = """
            [databases]
            %s = host=%s port=%d dbname=%s
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = plain
            auth_file = %s
            pool_mode = %s
            default_pool_size = %d
            max_client_conn = 500
            ignore_startup_parameters = extra_float_digits
            server_login_retry = 1
            server_check_delay = 0
            """;

    private final Path folder;
    private final int port;
    private final ServerProcess process;

    private PgBouncer(Path folder, int port, ServerProcess process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @return whether PgBouncer is installed on this machine and can be started */
    public static Availability availability() {
        return Availability.of(() -> {
            ServerUser.check();
            if (!Files.isExecutable(PROGRAM)) {
                throw new Unavailable("PgBouncer is not installed: there is no " + PROGRAM + " (package pgbouncer).");
            }
            ServerUser.checkRuns(PROGRAM, "libevent");
        });
    }

    /**
     * Starts one.
     *
     * @param mode {@code transaction}, {@code session} or {@code statement}
     * @param poolSize how many sessions it opens for the alias, at most
     * @param hosts where the alias leads, as PgBouncer has it: addresses with commas between them, taken in turn
     * @param serverPort the port there
     */
    public static PgBouncer start(String mode, int poolSize, String hosts, int serverPort) {
        try {
            Path folder = Files.createTempDirectory("replicated-pgbouncer-");
            ServerUser.own(folder);
            int port = Ports.free();
            Path users = folder.resolve("users.txt");
            Cluster.write(users, "\"" + Cluster.USER + "\" \"" + Cluster.PASSWORD + "\"\n");
            Path configuration = folder.resolve("pgbouncer.ini");
            Cluster.write(
                    configuration,
                    SETTINGS.formatted(ALIAS, hosts, serverPort, Cluster.DATABASE, port, users, mode, poolSize));
            Path log = Files.createFile(folder.resolve("log"));
            ServerProcess process = ServerProcess.start(List.of(PROGRAM.toString(), configuration.toString()), log);
            PgBouncer started = new PgBouncer(folder, port, process);
            Await.until("PgBouncer listens", STARTED_WITHIN, () -> " " + text(log), started::listens);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As above, with enough sessions for anybody, before one server. */
    public static PgBouncer start(String mode, Server server) {
        return start(mode, 20, Server.HOST, server.port());
    }

    private boolean listens() throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return true;
    }

    /** @return the JDBC URL of the alias */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + Server.HOST + ":" + port + "/" + ALIAS;
    }

    @Override
    public void close() {
        process.signalAll("KILL");
        process.awaitExit(Duration.ofSeconds(10));
        Binaries.delete(folder);
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
