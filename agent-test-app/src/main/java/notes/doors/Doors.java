// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All ways to write that there are beside the pool, and what they need. Thread-safe. */
public final class Doors implements AutoCloseable {

    private static final int SECOND_POOL_SIZE = 4;

    private final HikariDataSource database;
    private final Vendor vendor;
    private final HikariDataSource secondPool;
    private final KeptConnection kept;
    private final ManagedDataSource managed;
    private final Job job;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Door> doors = new HashMap<>();
    final Marked marked;
    final Handed handed;
    final CachedNotes cached;

    /**
     * Makes tables and functions where they are missing.
     *
     * @param database the application's pool, which stays the caller's
     * @param name of this application, unlike that of others on the same database and the same after a restart
     * @param jobs whether work outside of requests is done, too
     * @throws SQLException if the database is not to be had
     */
    public Doors(HikariDataSource database, String name, boolean jobs) throws SQLException {
        String url = database.getJdbcUrl();
        String user = database.getUsername();
        String password = database.getPassword();
        this.database = database;
        vendor = Vendor.of(url);
        marked = new Marked(database, vendor);
        handed = new Handed(database, vendor.serverQuery, executor);
        cached = new CachedNotes(database);
        String lower;
        try (Connection connection = database.getConnection()) {
            Schema.create(connection, vendor);
            lower = vendor.overloadQuery.formatted(connection.getCatalog());
        }
        secondPool = secondPool(url, user, password);
        kept = new KeptConnection(url, user, password);
        managed = new ManagedDataSource(url, user, password);
        job = new Job(database::getConnection, vendor);
        if (jobs) {
            job.start("job", database::getConnection);
            job.start("job-second-pool", secondPool::getConnection);
        }
        doors.put("second-pool", (note, text) -> update(secondPool.getConnection(), note, text));
        doors.put(
                "driver-manager", (note, text) -> update(DriverManager.getConnection(url, user, password), note, text));
        doors.put("kept-connection", kept);
        doors.put(
                "user-password",
                (note, text) -> update(vendor.dataSource(url).getConnection(user, password), note, text));
        doors.put("managed", (note, text) -> update(managed.getConnection(), note, text));
        doors.put(
                "xa",
                new DistributedTransaction(
                        vendor.xaDataSource(url), user, password, name, vendor == Vendor.POSTGRESQL));
        doors.put("function", (note, text) -> select("SELECT put_note(?, ?)", note, text));
        doors.put("function-overload", (note, text) -> select(lower, note, text));
        doors.put("cached", cached);
        doors.put("other-thread", (note, text) -> inAnotherThread(() -> update(database.getConnection(), note, text)));
    }

    private static HikariDataSource secondPool(String url, String user, String password) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("second");
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(SECOND_POOL_SIZE);
        pool.setMinimumIdle(1);
        return new HikariDataSource(pool);
    }

    private static boolean update(Connection opened, long note, String text) throws SQLException {
        try (Connection connection = opened) {
            return Notes.update(connection, note, text);
        }
    }

    private boolean select(String query, long note, String text) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Notes.select(connection, query, note, text);
        }
    }

    private <T> T inAnotherThread(Callable<T> work) throws SQLException, InterruptedException {
        return result(executor.submit(work));
    }

    private static <T> T result(Future<T> future) throws SQLException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        }
    }

    /** Null where there is no such door. */
    Door named(String name) {
        return doors.get(name);
    }

    /** Changes a note in the ordinary way; what makes {@code late} a door is when it is called. */
    boolean change(long note, String text) throws SQLException {
        return update(database.getConnection(), note, text);
    }

    /**
     * Counts a visit by a query of a view that calls a function, and returns the count; -1 where there is no such note.
     */
    long visitByView(long note) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT visits FROM visited WHERE id = ?")) {
            select.setLong(1, note);
            try (ResultSet result = select.executeQuery()) {
                return result.next() && result.getObject(1) != null ? result.getLong(1) : -1;
            }
        }
    }

    /** Writes, and takes it back. */
    void rollBack(long note, String text) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Notes.update(connection, note, text);
            connection.rollback();
        }
    }

    /** Changes a note and counts a visit of it in a transaction of the ordinary kind. */
    void visit(long note) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Notes.countVisit(connection, note);
            connection.commit();
        }
    }

    /** The note as JSON. */
    String find(long note) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Notes.find(connection, note);
        }
    }

    /** Lets two threads use one connection at once. */
    void share() throws SQLException, InterruptedException {
        CyclicBarrier barrier = new CyclicBarrier(2);
        try (Connection connection = database.getConnection()) {
            Callable<Void> selectOne = () -> {
                barrier.await();
                Notes.execute(connection, "SELECT 1");
                return null;
            };
            Future<Void> one = executor.submit(selectOne);
            Future<Void> other = executor.submit(selectOne);
            result(one);
            result(other);
        }
    }

    /** How many connections of the application's pool are in use. */
    int inUse() {
        return database.getHikariPoolMXBean().getActiveConnections();
    }

    /** What the work outside of requests has met. */
    String jobs() {
        return job.report();
    }

    @Override
    public void close() throws SQLException {
        job.close();
        executor.shutdownNow();
        kept.close();
        managed.close();
        secondPool.close();
    }
}
