package notes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/** The application on the database that most of the agent's tests use. */
class ApplicationOnPostgresTest extends ApplicationContract {
    private static PostgresCluster cluster;

    @BeforeAll
    static void startDatabase() {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(0).start();
    }

    @AfterAll
    static void stopDatabase() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Map<String, String> environment() {
        return Map.of("DB_URL", cluster.primary().jdbcUrl(), "DB_USER", Cluster.USER, "DB_PASSWORD", Cluster.PASSWORD);
    }

    @Override
    String server() {
        return "" + cluster.primary().port();
    }
}
