package replicated.jdbc.inspect;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import replicated.position.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** PostgreSQL's standby agrees with the corpus of PostgreSQL. */
class PostgresStandbyCorpusTest extends StandbyCorpusContract {

    private static PostgresCluster cluster;

    @BeforeAll
    static void start() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder()
                .standbys(1)
                .setting("max_prepared_transactions", "2")
                .start();
        prepare(cluster.primary().connectAsAdministrator(), "postgresql-setup.sql");
        cluster.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    Server standby() {
        return cluster.standby(0);
    }

    @Override
    Connection connect() throws SQLException {
        return standby().connectAsAdministrator();
    }

    @Override
    String refusal(SQLException refused) {
        return "25006".equals(refused.getSQLState()) ? "refused" : refused.getSQLState();
    }

    @Override
    Set<String> understood() {
        return Set.of("");
    }

    @Override
    Set<StatementKind> refusedKinds() {
        return Set.of(StatementKind.WRITE, StatementKind.PRIMARY_ONLY, StatementKind.UNKNOWN);
    }
}
