package notes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import replicated.servers.Availability;
import replicated.servers.Cluster;

/** The contract on a real server, which runs once for the class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract extends ApplicationContract {
    private Cluster cluster;

    abstract Availability availability();

    abstract Cluster startDatabase();

    @BeforeAll
    void startDatabaseWhereItCanRun() {
        Availability available = availability();
        assumeTrue(available.isAvailable(), available.reason());
        cluster = startDatabase();
    }

    @AfterAll
    void stopDatabase() {
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
        return Integer.toString(cluster.primary().port());
    }
}
