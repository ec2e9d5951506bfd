package replicated.jdbc.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import replicated.position.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;

/** The corpus is held against a real standby: what the inspector calls a read runs there, and what is marked silent is a danger. */
class StandbyCorpusTest {

    private static final Set<StatementKind> PRIMARY =
            EnumSet.of(StatementKind.WRITE, StatementKind.PRIMARY_ONLY, StatementKind.UNKNOWN);

    private static PostgresCluster cluster;

    @BeforeAll
    static void start() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder()
                .standbys(1)
                .setting("max_prepared_transactions", "2")
                .start();
        try (Connection primary = cluster.primary().connectAsAdministrator();
                Statement statement = primary.createStatement()) {
            statement.execute(String.join("\n", Corpus.lines("postgresql-setup.sql")));
        }
        cluster.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aStandbyRunsWhatIsCalledARead() throws SQLException {
        List<String> refused = new ArrayList<>();
        for (Corpus statement : marked("")) {
            String state = stateOnStandby(statement);
            if (statement.kind() == StatementKind.READ && state != null) {
                refused.add(statement + " -> " + state);
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void aStandbyRefusesReadsThatAreLeftToTheRescue() throws SQLException {
        List<String> states = new ArrayList<>();
        for (Corpus statement : marked("rescued")) {
            String state = stateOnStandby(statement);
            states.add(state == null ? statement + " succeeded" : state.substring(0, 5));
        }
        assertThat(states).isNotEmpty().containsOnly("25006");
    }

    @Test
    void onlyWhatIsMarkedSilentSucceedsOnAStandbyAlthoughItIsNoRead() throws SQLException {
        List<String> surprising = new ArrayList<>();
        for (Corpus statement : Corpus.of(Dialect.POSTGRESQL)) {
            boolean succeeds = PRIMARY.contains(statement.kind()) && stateOnStandby(statement) == null;
            if (succeeds != statement.mark().equals("silent")) {
                surprising.add(statement + (succeeds ? " succeeds" : " does not succeed"));
            }
        }
        assertThat(surprising).isEmpty();
    }

    private static List<Corpus> marked(String mark) {
        return Corpus.of(Dialect.POSTGRESQL).stream()
                .filter(statement -> statement.mark().equals(mark))
                .toList();
    }

    /** Each in a session of its own, with all rights; null if it succeeds. */
    private static String stateOnStandby(Corpus corpus) throws SQLException {
        try (Connection standby = cluster.standby(0).connectAsAdministrator();
                Statement statement = standby.createStatement()) {
            statement.setQueryTimeout(20);
            statement.execute(corpus.sql());
            return null;
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }
}
