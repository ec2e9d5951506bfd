// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** What requests hand to other threads. Thread-safe. */
final class Handed {

    /** Enough for the common pool to help. */
    private static final int READS = 6;

    private record Forgotten(CountDownLatch begin, Future<Boolean> done) {}

    private record Shown(String server, String note) {}

    private final DataSource database;
    private final String serverQuery;
    private final ExecutorService executor;
    private final Map<Long, Forgotten> forgotten = new ConcurrentHashMap<>();

    Handed(DataSource database, String serverQuery, ExecutorService executor) {
        this.database = database;
        this.serverQuery = serverQuery;
        this.executor = executor;
    }

    /**
     * The note as many threads read it at once: {@code {"servers": "5432,5433", "notes": [...]}}, what is the same
     * once.
     */
    String inParallel(long note) {
        List<Shown> shown = IntStream.range(0, READS)
                .parallel()
                .mapToObj(number -> show(note))
                .toList();
        return "{\"servers\": \""
                + shown.stream().map(Shown::server).distinct().sorted().collect(Collectors.joining(","))
                + "\", \"notes\": ["
                + shown.stream().map(Shown::note).distinct().collect(Collectors.joining(", "))
                + "]}\n";
    }

    private Shown show(long note) {
        try (Connection connection = database.getConnection();
                PreparedStatement server = connection.prepareStatement(serverQuery);
                ResultSet result = server.executeQuery()) {
            result.next();
            return new Shown(result.getString(1), Notes.find(connection, note));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has another thread change a note, waits for it, and reads the note: JSON, {@code null} where there is none. */
    String changedByTask(long note, String text) throws SQLException, InterruptedException {
        result(executor.submit(() -> change(note, text)));
        try (Connection connection = database.getConnection()) {
            return Notes.find(connection, note);
        }
    }

    /** Has another thread change a note once {@link #finish} says so, and waits for nothing. */
    void forget(long note, String text) {
        CountDownLatch begin = new CountDownLatch(1);
        Callable<Boolean> work = () -> {
            begin.await();
            return change(note, text);
        };
        forgotten.put(note, new Forgotten(begin, executor.submit(work)));
    }

    /** Lets what was forgotten happen, and waits for it; false where there is nothing. */
    boolean finish(long note) throws SQLException, InterruptedException {
        Forgotten work = forgotten.remove(note);
        if (work == null) {
            return false;
        }
        work.begin().countDown();
        return result(work.done());
    }

    private boolean change(long note, String text) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Notes.update(connection, note, text);
        }
    }

    private static <T> T result(Future<T> future) throws SQLException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        }
    }
}
