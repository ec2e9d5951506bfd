// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.Server;

/**
 * The corpus is held against a real standby: what the inspector calls a read runs there, and what is marked silent is a
 * danger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StandbyCorpusContract {

    private Cluster cluster;

    @BeforeAll
    void start() throws SQLException {
        Availability servers = availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        cluster = startCluster();
        try (Connection connection = connect(cluster.primary());
                Statement statement = connection.createStatement()) {
            for (String part : String.join("\n", Corpus.lines(setup())).split(";\n", -1)) {
                statement.execute(part);
            }
        }
        cluster.awaitCaughtUp();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    abstract Availability availability();

    /** A primary and one standby. */
    abstract Cluster startCluster();

    /** The dialect whose corpus is run. */
    abstract Dialect dialect();

    /** The file that makes what the corpus speaks of. */
    abstract String setup();

    /** A new session, with all the rights that do not lift a standby's refusals. */
    abstract Connection connect(Server server) throws SQLException;

    /** The code with which this standby refuses to write. */
    abstract String refusal(SQLException refused);

    /** The marks of sections that this server understands, beside {@code rescued} and {@code silent}. */
    abstract Set<String> understood();

    /** The kinds of which nothing may succeed on a standby unless it is marked silent. */
    abstract Set<StatementKind> refusedKinds();

    @Test
    void aStandbyRunsWhatIsCalledARead() throws SQLException {
        List<String> refused = new ArrayList<>();
        for (Corpus statement : Corpus.of(dialect())) {
            if (statement.kind() == StatementKind.READ && understood().contains(statement.mark())) {
                SQLException failure = failure(statement);
                if (failure != null) {
                    refused.add(statement + " -> " + failure);
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void aStandbyRefusesReadsThatAreLeftToTheRescue() throws SQLException {
        List<String> ran = new ArrayList<>();
        for (Corpus statement : Corpus.of(dialect())) {
            if (statement.mark().equals("rescued")) {
                SQLException failure = failure(statement);
                if (failure == null || !refusal(failure).equals("refused")) {
                    ran.add(statement + " -> " + failure);
                }
            }
        }
        assertThat(ran).isEmpty();
    }

    @Test
    void onlyWhatIsMarkedSilentSucceedsOnAStandbyAlthoughItIsNoRead() throws SQLException {
        List<String> surprising = new ArrayList<>();
        for (Corpus statement : Corpus.of(dialect())) {
            boolean silent = statement.mark().equals("silent");
            boolean refused =
                    refusedKinds().contains(statement.kind()) && understood().contains(statement.mark());
            if (silent || refused) {
                SQLException failure = failure(statement);
                if (silent != (failure == null)) {
                    surprising.add(statement + " -> " + (failure == null ? "succeeds" : failure));
                }
            }
        }
        assertThat(surprising).isEmpty();
    }

    /** Every statement, whatever is thought of it: even what succeeds there changes no row that others see. */
    @Test
    void nothingChangesAStandby() throws SQLException {
        List<Integer> before = rowCounts();
        for (Corpus statement : Corpus.of(dialect())) {
            failure(statement);
        }
        assertThat(rowCounts()).isEqualTo(before);
    }

    private List<Integer> rowCounts() throws SQLException {
        List<Integer> counts = new ArrayList<>();
        try (Connection standby = connect(cluster.standby(0));
                Statement statement = standby.createStatement()) {
            for (String table : List.of("account", "orders", "visit")) {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    rows.next();
                    counts.add(rows.getInt(1));
                }
            }
        }
        return counts;
    }

    /** Each runs in a session of its own; null if it succeeds. */
    private SQLException failure(Corpus corpus) throws SQLException {
        try (Connection standby = connect(cluster.standby(0));
                Statement statement = standby.createStatement()) {
            statement.setQueryTimeout(20);
            try {
                statement.execute(corpus.sql());
                return null;
            } catch (SQLException e) {
                return e;
            }
        }
    }
}
