// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One node of a Galera cluster: all nodes take writes, and each applies in one order what any has committed. */
final class GaleraServer extends MariaDbServer {
    // A frozen or killed node is given up within seconds; a node that applies nothing holds up none of the others.
    private static final String OPTIONS =
            "evs.keepalive_period=PT0.3S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT5S;gcs.fc_limit=100000;gcache.size=16M";

    private final int groupPort = Ports.free();
    private final int incrementPort = Ports.free();
    private final int copyPort = Ports.free();

    private boolean begins;
    private Connection holding;

    GaleraServer(String name, int port, Path folder, Path program) {
        super(name, port, folder, program);
    }

    int groupPort() {
        return groupPort;
    }

    String galeraSettings(Path provider, String address) {
        return """
                wsrep_on = ON
                wsrep_provider = %s
                wsrep_cluster_name = replicated
                wsrep_cluster_address = %s
                wsrep_node_name = %s
                wsrep_node_address = %s
                wsrep_sst_method = rsync
                wsrep_sst_receive_address = %s:%d
                wsrep_provider_options = "base_port=%d;gmcast.listen_addr=tcp://%s:%d;ist.recv_addr=%s:%d;%s"
                """.formatted(
                        provider,
                        address,
                        name(),
                        HOST,
                        HOST,
                        copyPort,
                        groupPort,
                        HOST,
                        groupPort,
                        HOST,
                        incrementPort,
                        OPTIONS);
    }

    /** Starts it as the first node of a new cluster. */
    void begin() {
        begins = true;
        start();
        begins = false;
        awaitSynced();
    }

    void awaitSynced() {
        await("being synced", () -> "4".equals(status("wsrep_local_state")));
    }

    private String status(String name) throws SQLException {
        return query(
                "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = '" + name + "'");
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(super.command());
        if (begins) {
            command.add("--wsrep-new-cluster");
        }
        return command;
    }

    @Override
    List<String> readOnlySettings() {
        return List.of();
    }

    @Override
    String position() throws SQLException {
        return status("wsrep_last_committed");
    }

    @Override
    void awaitPosition(String position) {
        await("replay of " + position, () -> Long.parseLong(position()) >= Long.parseLong(position));
    }

    /** Each node takes writes as it is. */
    @Override
    public void promote() {}

    @Override
    public void follow(Server primary) {
        if (!isRunning()) {
            start();
        }
        awaitReplay(primary);
    }

    @Override
    public void setApplyDelay(Duration delay) {
        throw new UnsupportedOperationException("a node of Galera applies as soon as it can");
    }

    /**
     * It stays synced and can be read: what it receives waits for the locks on the tables of {@link Cluster#DATABASE}.
     */
    @Override
    public synchronized void pauseReplay() {
        try {
            holding = connectAsAdministrator();
            String tables = query("SELECT group_concat('" + Cluster.DATABASE
                    + ".', TABLE_NAME, ' READ' SEPARATOR ', ') FROM information_schema.TABLES WHERE TABLE_SCHEMA = '"
                    + Cluster.DATABASE + "'");
            try (Statement statement = holding.createStatement()) {
                statement.execute("LOCK TABLES " + tables);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Failed on " + describe(), e);
        }
    }

    @Override
    public synchronized void resumeReplay() {
        try (Connection held = holding) {
            held.createStatement().execute("UNLOCK TABLES");
        } catch (SQLException e) {
            throw new IllegalStateException("Failed on " + describe(), e);
        }
    }

    /**
     * Cuts the node off from all others, which it then sees as lost: it is in no component that may write, until
     * {@link #rejoin()}.
     */
    void isolate() {
        execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'");
        await("being cut off", () -> "non-Primary".equals(status("wsrep_cluster_status")));
    }

    /** Ends {@link #isolate()}; returns when the node is synced. */
    void rejoin() {
        execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'");
        awaitSynced();
    }
}
