// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** MySQL with GTID replication, the standbys super-read-only. */
public final class MySqlCluster extends BinlogCluster {
    private static final String ARCHIVE = "mysql-Linux-amd64.tar.gz";

    private MySqlCluster(Path folder, List<Server> servers) {
        super(folder, servers);
    }

    /** @return whether MySQL can run on this machine; unpacks it where that was not done yet */
    public static Availability availability() {
        return Availability.of(() -> programs(line -> {}));
    }

    /** @return a builder of a cluster with one standby */
    public static Builder builder() {
        return new Builder();
    }

    private static Path programs(Consumer<String> progress) {
        ServerUser.check();
        Path programs = Binaries.of("MySQL", ARCHIVE, MySqlCluster::unpack, progress);
        ServerUser.checkRuns(
                programs.resolve("bin/mysqld"),
                "the libraries libaio.so.1 and libnuma.so.1 (on Debian: apt-get install libaio1 libnuma1)");
        return programs;
    }

    private static void unpack(Path folder, JarURLConnection jar) throws IOException {
        try (InputStream archive = Binaries.open(jar)) {
            Archives.unpackTar(new GzipCompressorInputStream(archive), folder);
        }
    }

    /** Tells what cluster to start. */
    public static final class Builder extends Cluster.Builder<Builder> {
        private static final String SETTINGS = """
                gtid_mode = ON
                enforce_gtid_consistency = ON
                default_authentication_plugin = mysql_native_password
                mysqlx = OFF
                """;
        // Without names there is no "localhost", which is where the installed administrator may log in from.
        private static final String ADMINISTRATOR = """
                CREATE USER root@'127.0.0.1' IDENTIFIED BY '';
                GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
                """;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * @return the running cluster, its standbys caught up
         * @throws Unavailable if MySQL cannot run on this machine
         */
        @Override
        public MySqlCluster start() {
            Path programs = programs(progress());
            return start(
                    "MySQL",
                    (name, port, folder) -> new MySqlServer(name, port, folder, programs),
                    MySqlCluster::new,
                    cluster -> {
                        cluster.writeConfigurations(programs, SETTINGS + settings());
                        prepare(cluster);
                        cluster.launch();
                    });
        }

        private static void prepare(MySqlCluster cluster) {
            Server primary = cluster.primary();
            Path administrator = primary.data().resolveSibling("administrator.sql");
            write(administrator, ADMINISTRATOR);
            List<String> command = new ArrayList<>(primary.command());
            command.addAll(List.of(
                    "--initialize-insecure", "--init-file=" + administrator, "--skip-log-bin", "--general-log=0"));
            runTool(primary.log(), command);
            for (Server standby : cluster.standbys()) {
                copyData(primary, standby);
                try {
                    // The server's identity; a new one is made where there is none.
                    Files.delete(standby.data().resolve("auto.cnf"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
