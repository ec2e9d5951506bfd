// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.ConfigException;
import replicated.config.ConfigParser;
import replicated.config.DataSourceSettings;

/**
 * From the {@code pool} block of a file to connections of a database: every key that is documented has to come through.
 */
class PoolBlockTest {

    private static final String DATABASE = "jdbc:h2:mem:pool-block";

    @TempDir
    private Path folder;

    private Connection keptOpen;
    private ReplicaSet set;

    @BeforeEach
    void create() throws SQLException {
        keptOpen = new org.h2.Driver().connect(DATABASE, new java.util.Properties());
    }

    @AfterEach
    void close() throws SQLException {
        if (set != null) {
            set.close();
        }
        keptOpen.close();
    }

    @Test
    void theInitSqlRunsOnEachNewConnection() throws Exception {
        open("{connection-init-sql: SET @REGION = 'north'}");

        try (Connection one = borrow();
                Connection other = borrow()) {
            assertThat(region(one)).isEqualTo("north");
            assertThat(region(other)).isEqualTo("north");
        }
    }

    @Test
    void everyKeyOfTheBlockIsTaken() throws Exception {
        open("{maximum-pool-size: 3, minimum-idle: 0, connection-timeout: 0, validation-timeout: 250,"
                + " idle-timeout: 0, max-lifetime: 0, keepalive-time: 0, leak-detection-threshold: 0,"
                + " connection-test-query: SELECT 1, connection-init-sql: SET @REGION = 'south'}");

        try (Connection one = borrow()) {
            assertThat(region(one)).isEqualTo("south");
        }
    }

    private void open(String pool) throws Exception {
        set = ReplicaSets.open(
                "app", Given.access(new org.h2.Driver(), DATABASE), settings(pool), Duration.ofSeconds(1));
        Given.until(() -> replica().health(), () -> replica().health().state() == Health.State.UP);
    }

    private DataSourceSettings settings(String pool) throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                "replicas:\n  - {url: '" + DATABASE + "', name: one, pool: " + pool + "}\n");
        try {
            return ConfigParser.parse(file.toFile(), name -> null).top();
        } catch (ConfigException refused) {
            throw new AssertionError(refused.problems().toString(), refused);
        }
    }

    private Replica replica() {
        return set.replicas().get(0);
    }

    private Connection borrow() throws SQLException {
        return replica().borrow(5_000);
    }

    private static String region(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT @REGION")) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
