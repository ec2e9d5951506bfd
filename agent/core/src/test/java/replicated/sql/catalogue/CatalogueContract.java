// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.ObjectNames;
import replicated.config.Secret;
import replicated.dialect.Dialect;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;
import replicated.replica.ReplicaSets;
import replicated.replica.TestAccess;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Await;
import replicated.servers.Cluster;
import replicated.sql.InspectedText;
import replicated.sql.Inspector;
import replicated.sql.Verdict;

/**
 * What a real server's catalogue shows of functions, views and tables is what statements are judged by, and changes are
 * noticed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CatalogueContract {

    private Cluster cluster;
    private ReplicaSet set;
    private LiveCatalogue catalogue;

    abstract Availability availability();

    /** A primary is enough. */
    abstract Cluster started();

    abstract Driver driver();

    abstract Dialect dialect();

    /** Run once by an administrator, who owns what is hidden from the application's user. */
    List<String> administration() {
        return List.of();
    }

    /** Functions, views and tables. */
    abstract List<String> schema();

    /** Statements, each after the kind that it is. */
    abstract List<String> judged();

    /** A function that only reads. */
    abstract String reading(String name);

    /** A function that may write. */
    abstract String writing(String name);

    @BeforeAll
    void start() throws Exception {
        assumeTrue(availability().isAvailable(), availability().reason());
        cluster = started();
        try (Connection connection = cluster.primary().connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            for (String sql : administration()) {
                statement.execute(sql);
            }
        }
        execute(schema());
        PrimaryAccess access =
                TestAccess.of(driver(), cluster.primary().jdbcUrl(), Cluster.USER, new Secret(Cluster.PASSWORD));
        DataSourceSettings settings = Config.DEFAULT.top();
        set = ReplicaSets.open("app", access, settings, Duration.ofSeconds(1));
        catalogue = opened();
    }

    private LiveCatalogue opened() {
        LiveCatalogue fresh = new LiveCatalogue("app", dialect(), set, Config.DEFAULT.objects());
        fresh.start();
        Await.until(fresh::known);
        return fresh;
    }

    @AfterAll
    void stop() {
        if (set != null) {
            set.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    void execute(List<String> texts) throws SQLException {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : texts) {
                statement.execute(sql);
            }
        }
    }

    Verdict verdict(String sql) {
        return new InspectedText(sql, 0, new Inspector(dialect()).inspect(sql)).verdict(catalogue.judge());
    }

    @ParameterizedTest
    @MethodSource("judged")
    void statementsAreJudgedByTheServersCatalogue(String line) throws SQLException {
        int blank = line.indexOf(' ');
        String sql = line.substring(blank + 1);
        assertThat(verdict(sql).kind()).as(sql).isEqualTo(StatementKind.valueOf(line.substring(0, blank)));
        // And it is a statement, not something that would never run.
        execute(List.of(sql));
    }

    @Test
    void aFunctionMadeWhileRunningIsLookedUpAtItsFirstUse() throws SQLException {
        execute(List.of(reading("late_reader"), writing("late_writer")));
        assertThat(verdict("SELECT late_reader()").kind()).isEqualTo(StatementKind.FUNCTION);
        Await.until(() -> verdict("SELECT late_reader()").kind() == StatementKind.READ);
        assertThat(verdict("SELECT late_writer()").kind()).isEqualTo(StatementKind.FUNCTION);
    }

    @Test
    void theFileIsAskedAboutViewsToo() throws SQLException {
        LiveCatalogue other =
                new LiveCatalogue("app", dialect(), set, new ObjectNames(List.of("touch"), List.of(), List.of("note")));
        other.start();
        Await.until(other::known);
        String view = "SELECT * FROM touching";
        InspectedText known = new InspectedText(view, 0, new Inspector(dialect()).inspect(view));
        assertThat(known.verdict(other.judge()).kind()).isEqualTo(StatementKind.TABLE);
        other.setRules(new ObjectNames(List.of("touch"), List.of(), List.of()));
        Await.until(() -> known.verdict(other.judge()).kind() == StatementKind.READ);
        other.setRules(ObjectNames.NONE);
        Await.until(() -> known.verdict(other.judge()).kind() == StatementKind.FUNCTION);
    }
}
