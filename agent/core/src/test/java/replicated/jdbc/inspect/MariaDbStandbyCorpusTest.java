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
import replicated.servers.MariaDbCluster;
import replicated.servers.Server;

/** MariaDB's read-only replica agrees with the corpus of MySQL and MariaDB. */
class MariaDbStandbyCorpusTest extends StandbyCorpusContract {

    private static MariaDbCluster cluster;

    @BeforeAll
    static void start() throws SQLException {
        Availability server = MariaDbCluster.availability();
        assumeTrue(server.isAvailable(), server.reason());
        cluster = MariaDbCluster.builder()
                .standbys(1)
                .setting("log_bin_trust_function_creators", "1")
                .start();
        prepare(cluster.primary().connect(), "mysql-setup.sql");
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
        return Dialect.MARIADB;
    }

    @Override
    Server standby() {
        return cluster.standby(0);
    }

    @Override
    Connection connect() throws SQLException {
        return standby().connect();
    }

    @Override
    String refusal(SQLException refused) {
        return refused.getErrorCode() == 1290 ? "refused" : String.valueOf(refused.getErrorCode());
    }

    @Override
    Set<String> understood() {
        return Set.of("", "mariadb");
    }

    @Override
    Set<StatementKind> refusedKinds() {
        return Set.of(StatementKind.WRITE);
    }
}
