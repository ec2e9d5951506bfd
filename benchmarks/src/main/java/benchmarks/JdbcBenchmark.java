// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What stands between an application and its driver, per connection, per query and per row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JdbcBenchmark {

    /** So many that they bear nothing of the request. */
    private static final int PER_REQUEST = 200_000;

    /** Of a thousand rows each. */
    private static final int LONG_QUERIES_PER_REQUEST = 5_000;

    private static final String ONE = "SELECT id, id AS name FROM owners WHERE id = ?";
    private static final String MANY = ONE + " /* */ AS many";

    @Param("HIKARI")
    Contestant contestant;

    private Blackhole blackhole;
    private DataSource source;
    private Request borrows;
    private Request queries;
    private Request identities;
    private Request rows;

    /** Opens the contestant, and makes sure that what is about to be measured is what is meant. */
    @Setup
    public void open(Blackhole consumer) throws SQLException, IOException, InterruptedException {
        blackhole = consumer;
        source = contestant.open();
        borrows = new Request(contestant.method, () -> times(PER_REQUEST, this::borrowOnce));
        queries = new Request(contestant.method, () -> times(PER_REQUEST, () -> query(ONE, false)));
        identities = new Request(contestant.method, () -> times(PER_REQUEST, () -> query(ONE, true)));
        rows = new Request(contestant.method, () -> times(LONG_QUERIES_PER_REQUEST, () -> query(MANY, false)));
        // The pool of a replica is built beside the requests.
        for (int attempt = 0; !standsWhereItShould(); attempt++) {
            if (attempt == 100) {
                throw new IllegalStateException(contestant + " does not route as it should");
            }
            Thread.sleep(100);
        }
    }

    private static void times(int count, Request.Work work) throws SQLException {
        for (int i = 0; i < count; i++) {
            work.run();
        }
    }

    private boolean standsWhereItShould() throws IOException {
        String[] seen = {""};
        new Request(contestant.method, () -> {
                    try (Connection connection = borrowed();
                            PreparedStatement statement = connection.prepareStatement(ONE);
                            ResultSet result = statement.executeQuery()) {
                        seen[0] = connection + " " + statement.getConnection() + " " + result.getStatement();
                    }
                })
                .run();
        return switch (contestant) {
            case REPLICA -> seen[0].startsWith("RoutedConnection") && seen[0].contains("bench, replica-1]");
            case PRIMARY -> seen[0].startsWith("RoutedConnection") && seen[0].contains("bench, primary]");
            default -> !seen[0].contains("RoutedConnection");
        };
    }

    private Connection borrowed() throws SQLException {
        Connection connection = source.getConnection();
        if (contestant.toldReadOnly) {
            connection.setReadOnly(true);
        }
        return connection;
    }

    private void borrowOnce() throws SQLException {
        Connection connection = borrowed();
        blackhole.consume(connection);
        connection.close();
    }

    private void query(String sql, boolean asksWhoseItIs) throws SQLException {
        Connection connection = borrowed();
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setInt(1, 7);
        ResultSet result = statement.executeQuery();
        // As applications do, which hand it to a framework: else a JVM that sees through a pool alone, but not through
        // what is before it, never makes the pool's, and its bytes are called those of what is before.
        blackhole.consume(result);
        while (result.next()) {
            blackhole.consume(result.getInt(1));
            blackhole.consume(result.getString(2));
        }
        if (asksWhoseItIs) {
            blackhole.consume(result.getStatement());
            blackhole.consume(statement.getConnection());
        }
        result.close();
        statement.close();
        connection.close();
    }

    /** A connection is borrowed and closed without a statement. */
    @Benchmark
    @OperationsPerInvocation(PER_REQUEST)
    public void borrow() throws IOException {
        borrows.run();
    }

    /** A connection, one prepared query with a parameter and one row, and everything closed. */
    @Benchmark
    @OperationsPerInvocation(PER_REQUEST)
    public void query() throws IOException {
        queries.run();
    }

    /** The same, and the result set is asked for its statement, the statement for its connection. */
    @Benchmark
    @OperationsPerInvocation(PER_REQUEST)
    public void identity() throws IOException {
        identities.run();
    }

    /** One row of a thousand. */
    @Benchmark
    @OperationsPerInvocation(LONG_QUERIES_PER_REQUEST * NoopDriver.MANY)
    public void row() throws IOException {
        rows.run();
    }
}
