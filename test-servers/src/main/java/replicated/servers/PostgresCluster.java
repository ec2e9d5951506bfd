// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL with streaming replication. The application's user logs in by password. */
public final class PostgresCluster extends Cluster {
    private static final String ARCHIVE = "postgres-linux-x86_64.txz";

    private PostgresCluster(Path folder, List<Server> servers) {
        super(folder, servers);
    }

    /** @return whether PostgreSQL can run on this machine; unpacks it where that was not done yet */
    public static Availability availability() {
        return Availability.of(() -> programs(line -> {}));
    }

    /** @return a builder of a cluster with one standby */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * @param on whether a commit on the primary returns only when every standby shows it; false, as at the start, lets
     *     the standbys follow in their own time
     */
    public void synchronousRemoteApply(boolean on) {
        primary().configure("synchronous_commit", on ? "remote_apply" : "on");
        primary().configure("synchronous_standby_names", on ? standbys().size() + " (*)" : "");
    }

    private void launch() {
        servers().forEach(Server::launch);
        primary().awaitAnswer();
        primary()
                .execute(
                        "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'",
                        "CREATE DATABASE " + DATABASE + " OWNER " + USER);
        standbys().forEach(Server::awaitAnswer);
        awaitCaughtUp();
    }

    private static Path programs(Consumer<String> progress) {
        ServerUser.check();
        Path programs = Binaries.of("PostgreSQL", ARCHIVE, PostgresCluster::unpack, progress);
        ServerUser.checkRuns(programs.resolve("bin/postgres"), "glibc");
        return programs;
    }

    private static void unpack(Path folder, JarURLConnection jar) throws IOException {
        try (InputStream archive = Binaries.open(jar)) {
            Archives.unpackTar(new XZCompressorInputStream(archive), folder);
        }
    }

    /** Tells what cluster to start. */
    public static final class Builder extends Cluster.Builder<Builder> {
        private static final String ACCESS = """
                local all         all               trust
                host  all         all 127.0.0.1/32  scram-sha-256
                host  replication all 127.0.0.1/32  trust
                """;
        // Safe against SIGKILL, which loses no page of the kernel's; only a crash of the machine would hurt.
        private static final String SETTINGS = """
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                fsync = off
                full_page_writes = off
                shared_buffers = 32MB
                jit = off
                wal_level = replica
                hot_standby = on
                max_wal_senders = 16
                wal_keep_size = 256MB
                wal_retrieve_retry_interval = 100ms
                scram_iterations = 1
                log_statement = all
                log_timezone = 'UTC'
                """;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * @return the running cluster, its standbys caught up
         * @throws Unavailable if PostgreSQL cannot run on this machine
         */
        @Override
        public PostgresCluster start() {
            Path programs = programs(progress());
            return start(
                    "PostgreSQL",
                    (name, port, folder) -> new PostgresServer(name, port, folder, programs),
                    PostgresCluster::new,
                    cluster -> {
                        prepare(programs, cluster);
                        cluster.launch();
                    });
        }

        private void prepare(Path programs, PostgresCluster cluster) {
            Server primary = cluster.primary();
            Path password = primary.data().resolveSibling("password");
            write(password, PASSWORD);
            runTool(
                    primary.log(),
                    List.of(
                            programs.resolve("bin/initdb").toString(),
                            "--pgdata=" + primary.data(),
                            "--username=" + PostgresServer.ADMINISTRATOR,
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--wal-segsize=1",
                            "--no-sync"));
            write(primary.data().resolve("pg_hba.conf"), ACCESS);
            for (Server standby : cluster.standbys()) {
                copyData(primary, standby);
                write(standby.data().resolve("standby.signal"), "");
            }
            for (Server server : cluster.servers()) {
                write(server.data().resolve("postgresql.conf"), configuration(server, primary));
            }
        }

        private String configuration(Server server, Server primary) {
            // What a standby would follow is told to the primary too, for the day it is made one.
            return SETTINGS + "log_line_prefix = '" + PostgresLog.LINE_PREFIX + "'\nport = " + server.port()
                    + "\nprimary_conninfo = '" + ((PostgresServer) server).connectionTo(primary) + "'\n" + settings();
        }
    }
}
