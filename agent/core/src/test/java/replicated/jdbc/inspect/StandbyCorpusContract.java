package replicated.jdbc.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import replicated.position.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Server;

/** The corpus is held against a real standby: what the inspector calls a read runs there, and what is marked silent is a danger. */
abstract class StandbyCorpusContract {

    /** The dialect whose corpus is run. */
    abstract Dialect dialect();

    abstract Server standby();

    /** A new session on the standby, with all the rights that do not lift its refusals. */
    abstract Connection connect() throws SQLException;

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

    /** Each runs in a session of its own; null if it succeeds. */
    private SQLException failure(Corpus corpus) throws SQLException {
        try (Connection standby = connect();
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

    /** Makes what the corpus speaks of, and closes the connection. */
    static void prepare(Connection primary, String file) throws SQLException {
        try (primary;
                Statement statement = primary.createStatement()) {
            for (String part : String.join("\n", Corpus.lines(file)).split(";\n", -1)) {
                statement.execute(part);
            }
        }
    }
}
