// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** One PostgreSQL server. */
final class PostgresServer extends Server {
    static final String ADMINISTRATOR = "postgres";

    private final Path programs;

    PostgresServer(String name, int port, Path folder, Path programs) {
        super(name, port, folder);
        this.programs = programs;
    }

    @Override
    public String jdbcUrlAt(String host, int port) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + Cluster.DATABASE;
    }

    @Override
    public Connection connectAsAdministrator() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + HOST + ":" + port() + "/postgres", ownSession());
    }

    @Override
    Properties withTimeouts(String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "70");
        return properties;
    }

    private Properties ownSession() {
        Properties properties = withTimeouts(ADMINISTRATOR, Cluster.PASSWORD);
        properties.setProperty("ApplicationName", OWN_SESSIONS);
        // Lets the driver name the session as it logs in, and not by a statement that would be logged without a name.
        properties.setProperty("assumeMinServerVersion", "13");
        return properties;
    }

    @Override
    public void promote() {
        execute("SELECT pg_promote(true, 60)");
        await("it takes writes", () -> "f".equals(query("SELECT pg_is_in_recovery()")));
    }

    @Override
    public void follow(Server primary) {
        if (isRunning()) {
            configure("primary_conninfo", connectionTo(primary));
        } else {
            Cluster.write(data().resolve("standby.signal"), "");
            // Where ALTER SYSTEM writes; the last line counts.
            Cluster.append(
                    data().resolve("postgresql.auto.conf"), "primary_conninfo = '" + connectionTo(primary) + "'\n");
            start();
        }
        awaitReplay(primary);
    }

    /** The words by which this server reaches the one it follows. */
    String connectionTo(Server primary) {
        return "host=" + HOST + " port=" + primary.port() + " user=" + ADMINISTRATOR + " application_name=" + name();
    }

    @Override
    String position() throws SQLException {
        return query("SELECT pg_current_wal_flush_lsn()");
    }

    @Override
    void awaitPosition(String position) {
        await(
                "replay of " + position,
                () -> "t".equals(query("SELECT pg_last_wal_replay_lsn() >= '" + position + "'")));
    }

    @Override
    public void setApplyDelay(Duration delay) {
        configure("recovery_min_apply_delay", delay.toMillis() + "ms");
    }

    @Override
    public void pauseReplay() {
        execute("SELECT pg_wal_replay_pause()");
        await("replay is paused", () -> "paused".equals(query("SELECT pg_get_wal_replay_pause_state()")));
    }

    @Override
    public void resumeReplay() {
        execute("SELECT pg_wal_replay_resume()");
    }

    @Override
    public void configure(String setting, String value) {
        try {
            String before = query("SELECT pg_conf_load_time()");
            execute("ALTER SYSTEM SET " + setting + " = '" + value.replace("'", "''") + "'", "SELECT pg_reload_conf()");
            await(setting + " is read", () -> !before.equals(query("SELECT pg_conf_load_time()")));
        } catch (SQLException e) {
            throw new IllegalStateException("Failed on " + describe(), e);
        }
    }

    @Override
    List<String> command() {
        return List.of(programs.resolve("bin/postgres").toString(), "-D", data().toString());
    }

    @Override
    String orderlyStopSignal() {
        return "INT";
    }

    @Override
    String endSignal() {
        return "QUIT";
    }

    @Override
    List<LoggedStatement> parse(String logged) {
        return PostgresLog.statements(logged);
    }
}
