// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Nodes of MariaDB that replicate by Galera, so that each of them takes writes; they are the system's own programs. The
 * primary is the node that a test writes on, the standbys are the others. A node that comes back copies what it has
 * missed from another one.
 */
public final class GaleraCluster extends BinlogCluster {
    private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
    private static final Path INSTALL = Path.of("/usr/bin/mariadb-install-db");
    private static final Path PROVIDER = Path.of("/usr/lib/galera/libgalera_smm.so");
    private static final List<Path> NEEDED =
            List.of(PROGRAM, INSTALL, PROVIDER, Path.of("/usr/bin/wsrep_sst_rsync"), Path.of("/usr/bin/rsync"));

    private GaleraCluster(Path folder, List<Server> servers) {
        super(folder, servers);
    }

    /** @return whether Galera can run on this machine */
    public static Availability availability() {
        return Availability.of(GaleraCluster::check);
    }

    /**
     * @return a builder of a cluster of two nodes; it takes three for one to be lost without the rest losing its quorum
     */
    public static Builder builder() {
        return new Builder();
    }

    private static void check() {
        ServerUser.check();
        for (Path needed : NEEDED) {
            if (!Files.isReadable(needed)) {
                throw new Unavailable("Galera's programs are not installed, " + needed
                        + " is missing (on Debian: apt-get install mariadb-server galera-4 rsync).");
            }
        }
    }

    /**
     * Cuts a node off from all others: it is in no component that may write any more. Returns when it has noticed.
     *
     * @param node one of {@link #servers()}
     */
    public void isolate(Server node) {
        ((GaleraServer) node).isolate();
    }

    /**
     * Ends {@link #isolate}, and returns when the node has what the others have.
     *
     * @param node one of {@link #servers()}
     */
    public void rejoin(Server node) {
        ((GaleraServer) node).rejoin();
    }

    private List<GaleraServer> nodes() {
        return servers().stream().map(GaleraServer.class::cast).toList();
    }

    /** Tells what cluster to start. */
    public static final class Builder extends Cluster.Builder<Builder> {
        private static final String SETTINGS = """
                innodb_autoinc_lock_mode = 2
                skip-ssl
                """;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * @return the running cluster, all nodes synced
         * @throws Unavailable if Galera cannot run on this machine
         */
        @Override
        public GaleraCluster start() {
            check();
            return start(
                    "Galera",
                    (name, port, folder) -> new GaleraServer(name, port, folder, PROGRAM),
                    GaleraCluster::new,
                    cluster -> {
                        cluster.writeConfigurations(Path.of("/usr"), SETTINGS + settings());
                        prepare(cluster);
                        cluster.join();
                    });
        }

        private static void prepare(GaleraCluster cluster) {
            BinlogServer primary = (BinlogServer) cluster.primary();
            runTool(
                    primary.log(),
                    List.of(
                            INSTALL.toString(),
                            "--defaults-file=" + primary.configuration(),
                            "--basedir=/usr",
                            "--datadir=" + primary.data(),
                            "--auth-root-authentication-method=normal",
                            "--skip-test-db"));
            cluster.standbys().forEach(standby -> copyData(primary, standby));
            String address = cluster.nodes().stream()
                    .map(node -> Server.HOST + ":" + node.groupPort())
                    .collect(Collectors.joining(",", "gcomm://", ""));
            cluster.nodes().forEach(node -> append(node.configuration(), node.galeraSettings(PROVIDER, address)));
        }
    }

    /** The first node begins a cluster; each other one copies its data, which takes that of its database too. */
    private void join() {
        GaleraServer first = nodes().get(0);
        first.begin();
        first.execute(
                "CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4",
                "CREATE USER " + USER + "@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT ALL ON " + DATABASE + ".* TO " + USER + "@'%'");
        standbys().forEach(Server::start);
        nodes().forEach(GaleraServer::awaitSynced);
    }
}
