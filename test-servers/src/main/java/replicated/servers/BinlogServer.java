// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** One MariaDB or MySQL server. Where their SQL says master and slave, it is because all their versions take it. */
abstract class BinlogServer extends Server {
    /** Has all rights, no password, and logs in from this machine only. */
    static final String ADMINISTRATOR = "root";
    /** Whom standbys log in as. */
    static final String REPLICATION_USER = "replicator";

    private final Path program;
    private final Path configuration;
    private final Path statementLog;

    BinlogServer(String name, int port, Path folder, Path program) {
        super(name, port, folder);
        this.program = program;
        this.configuration = folder.resolve(name + ".cnf");
        this.statementLog = folder.resolve(name + "-statements.log");
    }

    /** The query for the position of all that is committed. */
    abstract String positionQuery();

    /**
     * The query that waits until a position is applied: 0 if it was.
     *
     * @param seconds the longest to wait
     */
    abstract String waitQuery(String position, int seconds);

    /** What a server is told beside host, port and login to follow another by GTID. */
    abstract String byGtid();

    /** What a server that was a primary runs before it follows another. */
    abstract List<String> beforeFirstFollowing();

    /** The settings that keep clients from writing on a standby. */
    abstract List<String> readOnlySettings();

    /** The query parameters, with their question mark, that every JDBC URL needs. */
    abstract String urlParameters();

    /** The sub-protocol of JDBC URLs. */
    abstract String subprotocol();

    /** The file with all settings, which exists once the server is prepared. */
    final Path configuration() {
        return configuration;
    }

    @Override
    public String jdbcUrlAt(String host, int port) {
        return url(host, port, Cluster.DATABASE);
    }

    @Override
    public Connection connectAsAdministrator() throws SQLException {
        return DriverManager.getConnection(url(HOST, port(), "mysql"), withTimeouts(ADMINISTRATOR, ""));
    }

    @Override
    public void promote() {
        execute("STOP SLAVE IO_THREAD", "START SLAVE SQL_THREAD");
        await("all that was received is applied", this::hasAppliedAllItReceived);
        execute("STOP SLAVE", "RESET SLAVE ALL");
        readOnlySettings().forEach(setting -> configure(setting, "0"));
    }

    @Override
    public void follow(Server primary) {
        if (!isRunning()) {
            start();
        }
        try {
            if (query("SHOW SLAVE STATUS") == null) {
                beforeFirstFollowing().forEach(this::execute);
                readOnlySettings().forEach(setting -> configure(setting, "1"));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Failed on " + describe(), e);
        }
        execute(
                "STOP SLAVE",
                "CHANGE MASTER TO " + byGtid() + ", MASTER_HOST = '" + HOST + "', MASTER_PORT = " + primary.port()
                        + ", MASTER_USER = '" + REPLICATION_USER + "', MASTER_PASSWORD = '" + Cluster.PASSWORD
                        + "', MASTER_CONNECT_RETRY = 1",
                "START SLAVE");
        awaitReplay(primary);
    }

    @Override
    String position() throws SQLException {
        return query(positionQuery());
    }

    @Override
    void awaitPosition(String position) {
        await("replay of " + position, () -> "0".equals(query(waitQuery(position, 1))));
    }

    @Override
    public void setApplyDelay(Duration delay) {
        long seconds = delay.plusMillis(999).toSeconds();
        execute("STOP SLAVE", "CHANGE MASTER TO MASTER_DELAY = " + seconds, "START SLAVE");
    }

    @Override
    public void pauseReplay() {
        execute("STOP SLAVE SQL_THREAD");
    }

    @Override
    public void resumeReplay() {
        execute("START SLAVE SQL_THREAD");
    }

    @Override
    public void configure(String setting, String value) {
        execute("SET GLOBAL " + setting + " = " + value);
        Cluster.append(configuration, setting + " = " + value + "\n");
    }

    @Override
    Properties withTimeouts(String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "70000");
        return properties;
    }

    @Override
    List<String> command() {
        return List.of(program.toString(), "--defaults-file=" + configuration);
    }

    @Override
    String orderlyStopSignal() {
        return "TERM";
    }

    @Override
    String endSignal() {
        return "KILL";
    }

    @Override
    Path statementLog() {
        return statementLog;
    }

    @Override
    List<LoggedStatement> parse(String logged) {
        return GeneralLog.statements(logged, ADMINISTRATOR);
    }

    private String url(String host, int port, String database) {
        return "jdbc:" + subprotocol() + "://" + host + ":" + port + "/" + database + urlParameters();
    }

    private boolean hasAppliedAllItReceived() throws SQLException {
        try (Connection connection = connectAsAdministrator();
                Statement statement = connection.createStatement();
                ResultSet status = statement.executeQuery("SHOW SLAVE STATUS")) {
            return status.next()
                    && status.getString("Master_Log_File").equals(status.getString("Relay_Master_Log_File"))
                    && status.getLong("Read_Master_Log_Pos") == status.getLong("Exec_Master_Log_Pos");
        }
    }
}
