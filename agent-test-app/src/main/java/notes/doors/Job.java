// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Work outside of requests, on threads of its own: each writes an ever higher number and commits it, and then reads in
 * a read-only transaction what all of them have committed. What it has met can be asked for without a database.
 */
final class Job implements AutoCloseable {

    private static final int PACE_MILLIS = 50;

    /** How the threads get connections, by any way that connections are got. */
    interface Connections {
        Connection open() throws SQLException;
    }

    private final Connections reads;
    private final Vendor vendor;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    /** By the name of the row; what is in here is committed. */
    private final Map<String, Committed> committed = new ConcurrentHashMap<>();

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    private record Committed(String door, long value, String servedBy) {}

    /** By whoever wrote what was missed. */
    private static final class Found {
        private long rounds;
        private long readsElsewhere;
        private long violations;
        private long failures;
        private String last = "";
    }

    Job(Connections reads, Vendor vendor) {
        this.reads = reads;
        this.vendor = vendor;
    }

    /**
     * Starts a thread.
     *
     * @param door the name of its way to write
     */
    void start(String door, Connections writes) {
        found.put(door, new Found());
        Thread thread = new Thread(() -> work(door, writes), door);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void work(String door, Connections writes) {
        boolean inserted = false;
        String row = null;
        for (long value = 1; !stopping; value++) {
            try {
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
                if (!inserted) {
                    // Each time another, since a commit that failed may have happened all the same.
                    row = UUID.randomUUID().toString();
                }
                String servedBy = write(writes, row, value, inserted);
                inserted = true;
                committed.put(row, new Committed(door, value, servedBy));
                read(door);
            } catch (SQLException e) {
                failed(door, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String write(Connections writes, String row, long value, boolean inserted) throws SQLException {
        try (Connection connection = writes.open()) {
            connection.setAutoCommit(false);
            try {
                write(
                        connection,
                        inserted ? "UPDATE job SET n = ? WHERE name = ?" : "INSERT INTO job (n, name) VALUES (?, ?)",
                        row,
                        value);
                String servedBy = servedBy(connection);
                connection.commit();
                return servedBy;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static void write(Connection connection, String sql, String row, long value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, value);
            statement.setString(2, row);
            statement.executeUpdate();
        }
    }

    private void read(String door) throws SQLException {
        Map<String, Committed> least = Map.copyOf(committed);
        Map<String, Long> rows = new HashMap<>();
        String servedBy;
        try (Connection connection = reads.open()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement("SELECT name, n FROM job");
                    ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    rows.put(result.getString(1), result.getLong(2));
                }
            }
            servedBy = servedBy(connection);
            connection.commit();
        }
        compare(door, least, rows, servedBy);
    }

    private synchronized void compare(
            String door, Map<String, Committed> least, Map<String, Long> rows, String servedBy) {
        Found own = found.get(door);
        own.rounds++;
        least.forEach((row, written) -> {
            if (written.door().equals(door) && !written.servedBy().equals(servedBy)) {
                own.readsElsewhere++;
            }
            long shown = rows.getOrDefault(row, 0L);
            if (shown < written.value()) {
                Found missed = found.get(written.door());
                missed.violations++;
                missed.last = door + " has to show " + written.value() + " of " + written.door() + ", written on "
                        + written.servedBy() + ", and shows " + shown + " on " + servedBy;
            }
        });
    }

    private synchronized void failed(String door, SQLException e) {
        Found own = found.get(door);
        own.failures++;
        own.last = e.toString();
    }

    private String servedBy(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(vendor.serverQuery)) {
            result.next();
            return result.getString(1);
        }
    }

    /** A line for each thread. */
    synchronized String report() {
        StringBuilder lines = new StringBuilder();
        found.forEach((door, of) -> lines.append("{\"job\": \"" + door + "\", \"rounds\": " + of.rounds
                + ", \"elsewhere\": " + of.readsElsewhere + ", \"violations\": " + of.violations
                + ", \"failures\": " + of.failures + ", \"last\": \"" + of.last.replaceAll("[\"\\\\\\s]+", " ")
                + "\"}\n"));
        return lines.toString();
    }

    /** Returns when the threads have ended what they were at. */
    @Override
    public void close() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
