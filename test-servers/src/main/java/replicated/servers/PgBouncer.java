// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.util.List;

/**
 * The system's PgBouncer before servers of a {@link PostgresCluster}, on the loopback address, with a configuration of
 * its own. {@link #close()} ends it and deletes its files. Not thread-safe.
 */
public final class PgBouncer extends FrontProgram {
    /** The one alias, of the name that the database has. */
    public static final String ALIAS = Cluster.DATABASE;

    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
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

    private PgBouncer(Path folder, int port, Path configuration) {
        super(folder, port, List.of(PROGRAM.toString(), configuration.toString()));
    }

    /** @return whether PgBouncer is installed on this machine and can be started */
    public static Availability availability() {
        return availability("PgBouncer", PROGRAM, "pgbouncer", "libevent");
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
        Path folder = newFolder("pgbouncer");
        int port = Ports.free();
        Path users = folder.resolve("users.txt");
        Cluster.write(users, "\"" + Cluster.USER + "\" \"" + Cluster.PASSWORD + "\"\n");
        Path configuration = folder.resolve("pgbouncer.ini");
        Cluster.write(
                configuration,
                SETTINGS.formatted(ALIAS, hosts, serverPort, Cluster.DATABASE, port, users, mode, poolSize));
        PgBouncer started = new PgBouncer(folder, port, configuration);
        started.awaitListening();
        return started;
    }

    /** As above, with enough sessions for anybody, before one server. */
    public static PgBouncer start(String mode, Server server) {
        return start(mode, 20, Server.HOST, server.port());
    }

    /** @return the JDBC URL of the alias */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + Server.HOST + ":" + ownPort() + "/" + ALIAS;
    }
}
