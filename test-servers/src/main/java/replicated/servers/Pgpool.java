// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The system's pgpool-II before the servers of a {@link PostgresCluster}, on the loopback address, with a configuration
 * of its own: reads are balanced among the standbys, by session and with none for the primary, writes go to the
 * primary. {@link #close()} ends it and deletes its files. Not thread-safe.
 */
public final class Pgpool extends FrontProgram {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgpool");
    private static final String SETTINGS = """
            backend_clustering_mode = 'streaming_replication'
            listen_addresses = '127.0.0.1'
            port = %d
            pcp_port = %d
            socket_dir = '%s'
            pcp_socket_dir = '%s'
            pid_file_name = '%s/pgpool.pid'
            logdir = '%s'
            num_init_children = %d
            max_pool = 1
            child_life_time = 0
            enable_pool_hba = on
            pool_passwd = '%s'
            load_balance_mode = on
            sr_check_user = '%s'
            sr_check_password = '%s'
            sr_check_database = '%s'
            """;

    private Pgpool(Path folder, int port, List<String> command) {
        super(folder, port, command);
    }

    /** @return whether pgpool-II is installed on this machine and can be started */
    public static Availability availability() {
        return availability("pgpool-II", PROGRAM, "pgpool2", "libpq");
    }

    /**
     * Starts one.
     *
     * @param cluster the servers behind it
     * @param sessions how many clients it serves at once
     */
    public static Pgpool start(PostgresCluster cluster, int sessions) {
        Path folder = newFolder("pgpool");
        int port = Ports.free();
        Path passwords = folder.resolve("pool_passwd");
        Cluster.write(passwords, Cluster.USER + ":TEXT" + Cluster.PASSWORD + "\n");
        Path access = folder.resolve("pool_hba.conf");
        Cluster.write(access, "host all all 127.0.0.1/32 scram-sha-256\n");
        Path commands = folder.resolve("pcp.conf");
        Cluster.write(commands, "");
        Path configuration = folder.resolve("pgpool.conf");
        Cluster.write(configuration, settings(folder, port, sessions, passwords) + backends(cluster));
        Pgpool started = new Pgpool(
                folder,
                port,
                List.of(
                        PROGRAM.toString(),
                        "-n",
                        "-f",
                        configuration.toString(),
                        "-F",
                        commands.toString(),
                        "-a",
                        access.toString()));
        started.awaitListening();
        return started;
    }

    private static String settings(Path folder, int port, int sessions, Path passwords) {
        return SETTINGS.formatted(
                port,
                Ports.free(),
                folder,
                folder,
                folder,
                folder,
                sessions,
                passwords,
                Cluster.USER,
                Cluster.PASSWORD,
                Cluster.DATABASE);
    }

    private static String backends(PostgresCluster cluster) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < cluster.servers().size(); i++) {
            Server server = cluster.servers().get(i);
            lines.append("backend_hostname" + i + " = '" + Server.HOST + "'\n");
            lines.append("backend_port" + i + " = " + server.port() + "\n");
            lines.append("backend_weight" + i + " = " + (server == cluster.primary() ? 0 : 1) + "\n");
            lines.append("backend_flag" + i + " = 'DISALLOW_TO_FAILOVER'\n");
        }
        return lines.toString();
    }

    /** @return its TCP port on the loopback address */
    public int port() {
        return ownPort();
    }

    /**
     * @return CPU time of all of its processes that are alive, in ticks of the system's clock; each serves as long as
     * pgpool-II runs
     */
    public Duration cpuTime() {
        return process().cpuTime();
    }

    @Override
    void end() {
        // Not killed, because it has memory and semaphores that outlive it.
        process().signal("INT");
    }
}
