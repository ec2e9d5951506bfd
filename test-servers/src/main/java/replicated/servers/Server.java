// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * One database server of a {@link Cluster}, and the faults it can be given. Methods that change its state return when
 * the change can be seen, and throw {@link IllegalStateException} with the end of the server's log where it does not
 * come about. Thread-safe; a change of state excludes the others on the same server.
 */
public abstract class Server {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String HOST = "127.0.0.1";
    /** What sessions of this class call themselves where the database allows it. */
    static final String OWN_SESSIONS = "test-servers";

    private static final int LOG_TAIL = 2_000;

    private final String name;
    private final int port;
    private final Path data;
    private final Path log;
    // The next two are guarded by this; null while no program runs.
    private ServerProcess process;
    private int statementsForgotten;

    Server(String name, int port, Path folder) {
        this.name = name;
        this.port = port;
        this.data = folder.resolve(name);
        this.log = folder.resolve(name + ".log");
    }

    /** @return {@code primary}, {@code standby-1}, {@code standby-2}, ... by its first role */
    public final String name() {
        return name;
    }

    /** @return the TCP port on the loopback address; the same through all restarts */
    public final int port() {
        return port;
    }

    /** @return the JDBC URL of the cluster's database on this server, without user or password */
    public final String jdbcUrl() {
        return jdbcUrlAt(HOST, port);
    }

    /**
     * @param host host of a proxy in front of this server
     * @param port port of that proxy
     * @return the JDBC URL of the cluster's database by that way
     */
    public abstract String jdbcUrlAt(String host, int port);

    /**
     * @return a new connection to the cluster's database as its user; the caller closes it
     * @throws SQLException where the server does not answer within seconds
     */
    public final Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), withTimeouts(Cluster.USER, Cluster.PASSWORD));
    }

    /**
     * @return a new connection with all rights; the caller closes it
     * @throws SQLException where the server does not answer within seconds
     */
    public abstract Connection connectAsAdministrator() throws SQLException;

    /** @return whether the server program runs, even if it is paused */
    public final synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts a stopped or killed server on its old port and data, and waits until it answers. */
    public final synchronized void start() {
        launch();
        awaitAnswer();
    }

    /** Stops the server the orderly way: its clients are told, what is committed is sent to the standbys. */
    public final synchronized void stop() {
        if (isRunning()) {
            process.signalAll("CONT");
            process.signal(orderlyStopSignal());
            if (!process.awaitExit(PATIENCE)) {
                throw new IllegalStateException("Did not stop: " + describe());
            }
        }
        process = null;
    }

    /** {@link #stop()}, then {@link #start()}. */
    public final synchronized void restart() {
        stop();
        start();
    }

    /** Kills the server with SIGKILL, as a power failure would; {@link #start()} brings it back. */
    public final synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** Copies the data of the server, which is stopped and started for that. */
    public final synchronized void backUp() {
        stop();
        Cluster.runTool(log, List.of("cp", "-R", data.toString(), backup().toString()));
        start();
    }

    /** Puts back what {@link #backUp()} has copied: what was written since is lost, and other servers may have it. */
    public final synchronized void putBack() {
        kill();
        Binaries.delete(data);
        Cluster.runTool(log, List.of("mv", backup().toString(), data.toString()));
        start();
    }

    private Path backup() {
        return data.resolveSibling(name + "-backup");
    }

    /** Freezes the server with SIGSTOP: the kernel still accepts connections for it, and nothing answers. */
    public final synchronized void pause() {
        process.freeze();
    }

    /** Lets a paused server go on. */
    public final synchronized void resume() {
        process.signalAll("CONT");
    }

    /**
     * Makes every write to a file fail from now on, as on a full disk, until {@link #freeDisk()} or the server is
     * started anew. The error is not quite that of a full disk: the file is said to be too large.
     */
    public final synchronized void fillDisk() {
        process.limitFileSize("0");
    }

    /** Ends {@link #fillDisk()}. */
    public final synchronized void freeDisk() {
        process.limitFileSize("unlimited");
    }

    /**
     * Makes a standby that runs take writes, after it applied what it had received. Its primary is neither told nor
     * stopped.
     */
    public abstract void promote();

    /**
     * Makes this server a standby of another: a standby, running or not, of a primary that was promoted meanwhile; or
     * a former primary that was stopped the orderly way before, so that it has nothing the new one has not.
     *
     * @param primary the server to follow from now on; it has to run
     */
    public abstract void follow(Server primary);

    /**
     * Returns when this standby has applied what another server had committed when this was called.
     *
     * @param source the server it follows
     */
    public final void awaitReplay(Server source) {
        try {
            awaitPosition(source.position());
        } catch (SQLException e) {
            throw new IllegalStateException("Failed on " + source.describe(), e);
        }
    }

    /**
     * Makes a standby apply each commit only so long after it happened on the primary; takes effect at once.
     *
     * @param delay zero for none; databases of the MySQL family round it up to whole seconds
     */
    public abstract void setApplyDelay(Duration delay);

    /** Makes a standby receive changes and apply none until {@link #resumeReplay()}. */
    public abstract void pauseReplay();

    /** Ends {@link #pauseReplay()}. */
    public abstract void resumeReplay();

    /** @return that this standby applies nothing, from now on until it is closed; for {@code try} */
    public final PausedReplay pausedReplay() {
        return PausedReplay.of(List.of(this));
    }

    /**
     * Changes a setting of the running server.
     *
     * @param setting the server's own name for it, one that can be changed live
     * @param value in the server's own words
     */
    public abstract void configure(String setting, String value);

    /**
     * Reads the server's own log: every statement it was given since its start or {@link #forgetStatements()}, in
     * order, also those it refused. A statement whose answer a client has seen is in it. What this library itself
     * ran is left out.
     */
    public final List<LoggedStatement> statementsLogged() {
        List<LoggedStatement> all = parse(readLog(statementLog()));
        synchronized (this) {
            return all.subList(statementsForgotten, all.size());
        }
    }

    /**
     * Reads the server's own messages, which are others than its statements.
     *
     * @param part what to look for
     * @return how many lines of them have it, since the server's data was made
     */
    public final long messagesLogged(String part) {
        return readLog(log()).lines().filter(line -> line.contains(part)).count();
    }

    /** Makes {@link #statementsLogged()} begin after what is logged by now. */
    public final synchronized void forgetStatements() {
        statementsForgotten = parse(readLog(statementLog())).size();
    }

    @Override
    public final String toString() {
        return name + " (port " + port + ")";
    }

    final Path data() {
        return data;
    }

    final Path log() {
        return log;
    }

    /** The position after all that is committed, in the server's own words. */
    abstract String position() throws SQLException;

    /** Waits until a position is applied. */
    abstract void awaitPosition(String position);

    /** The command that runs the server in the foreground. */
    abstract List<String> command();

    /** The signal that asks for an orderly stop. */
    abstract String orderlyStopSignal();

    /** The signal that asks the server to end at once but tidily, leaving nothing behind in the kernel. */
    abstract String endSignal();

    /** Reads the statements out of the text of {@link #statementLog()}. */
    abstract List<LoggedStatement> parse(String logged);

    /** The file that has the statements. */
    Path statementLog() {
        return log;
    }

    final synchronized void launch() {
        if (isRunning()) {
            throw new IllegalStateException("Runs already: " + this);
        }
        process = ServerProcess.start(command(), log);
    }

    final void awaitAnswer() {
        await("an answer, or the end,", () -> {
            if (isRunning()) {
                connectAsAdministrator().close();
            }
            return true;
        });
        if (!isRunning()) {
            throw new IllegalStateException("Ended as soon as it was started: " + describe());
        }
    }

    /** Ends the server for good and as fast as can be. */
    final synchronized void end() {
        if (process == null) {
            return;
        }
        process.signalAll("CONT");
        process.signal(endSignal());
        if (!process.awaitExit(Duration.ofSeconds(5))) {
            process.kill();
        }
        process = null;
    }

    final void await(String what, Await.Condition condition) {
        Await.until(what + " of ", PATIENCE, this::describe, condition);
    }

    /** Runs statements with all rights. */
    final void execute(String... statements) {
        try (Connection connection = connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Failed on " + describe(), e);
        }
    }

    /** The first column of the first row, or null where there is no row. */
    final String query(String sql) throws SQLException {
        try (Connection connection = connectAsAdministrator();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }

    /** User, password, and the driver's bounds on how long a dead server may keep us. */
    abstract Properties withTimeouts(String user, String password);

    final String describe() {
        String text = readLog(log);
        return this + ", whose log ends:\n" + text.substring(Math.max(0, text.length() - LOG_TAIL));
    }

    private static String readLog(Path log) {
        try {
            // Not readString, which refuses a log that has bytes which are no text.
            return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log, e);
        }
    }
}
