// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;

/**
 * A generated sequence of JDBC calls, and all that an application can see of its run. Every step can follow every
 * other: one that makes no sense where it stands is skipped, so that programs shrink.
 */
record JdbcProgram(List<Step> steps) {

    enum Call {
        AUTO_COMMIT,
        COMMIT,
        ROLLBACK,
        ISOLATION,
        READ_ONLY,
        STATE,
        SAVEPOINT,
        ROLLBACK_TO,
        RELEASE,
        QUERY,
        UPDATE,
        EXECUTE,
        BATCH,
        PREPARE,
        SET,
        RUN_QUERY,
        RUN_UPDATE,
        RUN,
        ADD,
        RUN_BATCH,
        KEYS,
        NEXT,
        CLOSE_ROWS,
        WARNINGS,
        OPTIONS,
        MORE,
        REOPEN,
        META,
        TABLES,
        FETCH_LOB,
        READ_LOB
    }

    /** What an application, or its framework, asks of a connection before it says anything to it. */
    private static final Call[] FIRST = {Call.STATE, Call.META, Call.TABLES, Call.REOPEN};

    /** One call; what its numbers choose depends on the call. */
    record Step(Call call, int x, int y) {}

    static Arbitrary<JdbcProgram> programs(int texts) {
        // Half of all calls send a text. What makes sense only behind another call comes more often than the others.
        Arbitrary<Call> call = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(Call.class)),
                Tuple.of(3, Arbitraries.of(Call.QUERY, Call.EXECUTE, Call.PREPARE, Call.RUN_QUERY, Call.RUN)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                Call.AUTO_COMMIT,
                                Call.SAVEPOINT,
                                Call.ROLLBACK_TO,
                                Call.FETCH_LOB,
                                Call.READ_LOB,
                                Call.READ_LOB)));
        return Combinators.combine(
                        steps(Arbitraries.of(FIRST), texts).ofMaxSize(1),
                        steps(call, texts).ofMinSize(1).ofMaxSize(14))
                .as((first, steps) -> new JdbcProgram(
                        Stream.concat(first.stream(), steps.stream()).toList()));
    }

    private static ListArbitrary<Step> steps(Arbitrary<Call> call, int texts) {
        return Combinators.combine(
                        call,
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, texts - 1))
                .as(Step::new)
                .list();
    }

    /** Where connections come from. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    /** Runs it, and says what each step showed. */
    List<String> run(Source source, List<String> texts) throws SQLException {
        Run run = new Run(source, texts);
        try {
            for (Step step : steps) {
                run.trace.add(run.outcome(step));
            }
            return run.trace;
        } finally {
            run.close();
        }
    }

    private static final class Run {
        final List<String> trace = new ArrayList<>();
        private final Source source;
        private final List<String> texts;
        private final Statement[] statements = new Statement[2];
        private final boolean[] executed = new boolean[2];
        private final PreparedStatement[] prepared = new PreparedStatement[2];
        private final ResultSet[] rows = new ResultSet[2];
        private final Savepoint[] savepoints = new Savepoint[2];
        private final Lobs[] lobs = new Lobs[2];
        private Connection connection;

        Run(Source source, List<String> texts) throws SQLException {
            this.source = source;
            this.texts = texts;
            reopen();
        }

        private void reopen() throws SQLException {
            close();
            connection = source.open();
            for (int i = 0; i < 2; i++) {
                statements[i] = connection.createStatement();
                executed[i] = false;
                prepared[i] = null;
                rows[i] = null;
                savepoints[i] = null;
                lobs[i] = null;
            }
        }

        /**
         * What a pool says when it cannot reset a connection is its own affair: HikariCP throws while a driver is in a
         * transaction.
         */
        void close() {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (SQLException e) {
                // Not a thing that an application can act on.
            }
        }

        String outcome(Step step) {
            try {
                return step.call() + " " + perform(step);
            } catch (SQLException e) {
                String ours =
                        e.getMessage() != null && e.getMessage().contains("has read from a replica") ? " ours" : "";
                return step.call() + " SQLSTATE " + e.getSQLState() + ours;
            } catch (RuntimeException e) {
                return step.call() + " " + e.getClass();
            }
        }

        private Object perform(Step step) throws SQLException {
            int x = step.x();
            String text = texts.get(step.y());
            Statement statement = statements[x];
            PreparedStatement ready = prepared[x];
            boolean hasReady = ready != null;
            return switch (step.call()) {
                case AUTO_COMMIT -> {
                    connection.setAutoCommit(x == 0);
                    yield "";
                }
                case COMMIT -> {
                    connection.commit();
                    yield "";
                }
                case ROLLBACK -> {
                    connection.rollback();
                    yield "";
                }
                case ISOLATION -> {
                    connection.setTransactionIsolation(List.of(2, 4, 8).get(step.y() % 3));
                    yield "";
                }
                case READ_ONLY -> {
                    connection.setReadOnly(x == 0);
                    yield "";
                }
                case STATE ->
                    connection.getAutoCommit() + " " + connection.getTransactionIsolation() + " "
                            + connection.isReadOnly()
                            + " " + connection.getHoldability() + " " + connection.getSchema() + " "
                            + connection.getCatalog() + " " + connection.isClosed() + " " + connection.getTypeMap()
                            + " "
                            + connection.getNetworkTimeout();
                case SAVEPOINT -> {
                    savepoints[x] = step.y() % 2 == 0 ? connection.setSavepoint() : connection.setSavepoint("s" + x);
                    yield "";
                }
                case ROLLBACK_TO -> {
                    if (savepoints[x] != null) {
                        connection.rollback(savepoints[x]);
                    }
                    yield "";
                }
                case RELEASE -> {
                    if (savepoints[x] != null) {
                        connection.releaseSavepoint(savepoints[x]);
                    }
                    yield "";
                }
                case QUERY -> {
                    executed[x] = true;
                    yield keep(x, statement.executeQuery(plain(text)));
                }
                case UPDATE -> {
                    executed[x] = true;
                    yield statement.executeUpdate(plain(text));
                }
                case EXECUTE -> {
                    executed[x] = true;
                    boolean isRows = statement.execute(plain(text));
                    yield isRows
                            ? keep(x, statement.getResultSet())
                            : "count " + statement.getUpdateCount() + " " + statement.getMoreResults();
                }
                case BATCH -> {
                    statement.addBatch("INSERT INTO notes (text) VALUES ('b1')");
                    statement.addBatch("UPDATE notes SET text = 'b2' WHERE id = 1");
                    yield java.util.Arrays.toString(statement.executeBatch());
                }
                case PREPARE -> {
                    prepared[x] = null;
                    prepared[x] = x == 0
                            ? connection.prepareStatement(text)
                            : connection.prepareStatement(text, Statement.RETURN_GENERATED_KEYS);
                    yield "";
                }
                case SET -> {
                    if (hasReady) {
                        ready.setInt(1, 1 + step.y() % 4);
                    }
                    yield "";
                }
                case RUN_QUERY -> hasReady ? keep(x, ready.executeQuery()) : "";
                case RUN_UPDATE -> hasReady ? ready.executeUpdate() : "";
                case RUN -> {
                    if (!hasReady) {
                        yield "";
                    }
                    yield ready.execute() ? keep(x, ready.getResultSet()) : "count " + ready.getUpdateCount();
                }
                case ADD -> {
                    if (hasReady) {
                        ready.addBatch();
                    }
                    yield "";
                }
                case RUN_BATCH -> hasReady ? java.util.Arrays.toString(ready.executeBatch()) : "";
                case KEYS -> hasReady ? all(ready.getGeneratedKeys()) : "";
                case NEXT -> {
                    ResultSet from = rows[x];
                    if (from == null) {
                        yield "";
                    }
                    yield from.next() ? row(from) : "end";
                }
                case CLOSE_ROWS -> {
                    if (rows[x] != null) {
                        rows[x].close();
                    }
                    yield rows[x] == null || rows[x].isClosed();
                }
                case WARNINGS ->
                    "connection " + messages(connection.getWarnings()) + " statement "
                            + messages(statement.getWarnings());
                case OPTIONS -> {
                    statement.setMaxRows(step.y() % 3);
                    statement.setFetchSize(step.y() % 2);
                    statement.setQueryTimeout(30);
                    yield statement.getMaxRows() + " " + statement.getFetchSize() + " " + statement.getQueryTimeout()
                            + " " + statement.getResultSetConcurrency() + " " + statement.getResultSetType();
                }
                case MORE -> executed[x] ? statement.getMoreResults() + " " + statement.getUpdateCount() : "";
                case REOPEN -> {
                    reopen();
                    yield "";
                }
                case META -> {
                    java.sql.DatabaseMetaData facts = connection.getMetaData();
                    // What a driver adds to the URL it was given is in docs/limits.md.
                    String url = facts.getURL().split("\\?", 2)[0];
                    yield url + " " + facts.getUserName() + " " + facts.isReadOnly() + " "
                            + (facts.getConnection() == connection) + " " + (statement.getConnection() == connection);
                }
                case TABLES -> {
                    java.sql.DatabaseMetaData facts = connection.getMetaData();
                    try (ResultSet tables = facts.getTables(connection.getCatalog(), null, "notes", null)) {
                        yield facts.getDatabaseProductName() + " " + facts.supportsTransactions() + " "
                                + (tables.next() ? tables.getString("TABLE_NAME") : "none");
                    }
                }
                case FETCH_LOB -> {
                    executed[x] = true;
                    ResultSet files = statement.executeQuery("SELECT body, tags FROM files");
                    files.next();
                    lobs[x] = new Lobs(files);
                    if (step.y() % 2 == 0) {
                        files.close();
                    }
                    yield "";
                }
                case READ_LOB -> lobs[x] == null ? "" : lobs[x].read(step.y());
            };
        }

        /** A text with parameters, run without being prepared. */
        private static String plain(String text) {
            return text.replace("?", "1");
        }

        private String keep(int slot, ResultSet result) throws SQLException {
            rows[slot] = result;
            if (result == null) {
                return "no rows";
            }
            return "rows " + result.getMetaData().getColumnCount() + " "
                    + (result.getStatement() == statements[slot] || result.getStatement() == prepared[slot]) + " "
                    + (result.next() ? row(result) : "none");
        }

        private static String all(ResultSet result) throws SQLException {
            StringBuilder text = new StringBuilder();
            while (result.next()) {
                text.append(row(result)).append(';');
            }
            return text.toString();
        }

        private static String row(ResultSet result) throws SQLException {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                text.append(result.getString(i)).append(',');
            }
            return text.toString();
        }

        private static String messages(SQLWarning first) {
            StringBuilder text = new StringBuilder();
            for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
                text.append(warning.getMessage()).append(';');
            }
            return text.toString();
        }
    }

    /** What a program showed, for people. */
    static String sideBySide(Map<String, List<String>> traces) {
        StringBuilder text = new StringBuilder();
        traces.forEach(
                (name, trace) -> text.append('\n').append(name).append(":\n  ").append(String.join("\n  ", trace)));
        return text.toString();
    }
}
