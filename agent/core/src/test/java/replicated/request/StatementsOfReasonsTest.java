// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.jdbc.RoutedConnectionFactory;
import replicated.jdbc.RoutingScope;
import replicated.route.Reason;

/**
 * "Unsafe-statement" helps nobody who does not know which one. Fails if {@code ScopedDatabaseState.tally} does not ask
 * for it.
 */
class StatementsOfReasonsTest {

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final Map<String, String> told = new TreeMap<>();
    private final Decisions decisions = new NoDecisions() {
        @Override
        public boolean wantsStatement(String route, Reason reason) {
            return !told.containsKey(route + " " + reason.code());
        }

        @Override
        public void statement(String route, Reason reason, String outline) {
            told.put(route + " " + reason.code(), outline);
        }
    };
    private final Scopes scopes = new Scopes(Config.DEFAULT, new LearnedRoutes(null), decisions, new OtherThreads());

    @Test
    void theStatementThatSendsARouteToThePrimaryIsToldWithoutItsLiterals() throws SQLException {
        try (Connection connection = get("/schema");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE visits (n INT, who VARCHAR(9))");
        }
        told.clear();
        try (Connection connection = get("/pairs");
                PreparedStatement write = connection.prepareStatement("INSERT INTO visits VALUES (1, 'hunter2')");
                PreparedStatement read = connection.prepareStatement("SELECT n FROM visits WHERE n = ?")) {
            write.executeUpdate();
            read.setInt(1, 1);
            read.executeQuery().close();
        }
        assertThat(told.toString()).doesNotContain("hunter2");
        // What was prepared last is not what was run: better none than the wrong one.
        assertThat(told.values()).noneMatch(text -> text.startsWith("SELECT"));

        try (Connection connection = get("/visits");
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT n FROM visits").close();
            statement.executeUpdate("INSERT INTO visits VALUES (2, 'hunter2')");
        }
        try (Connection connection = get("/visits");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO visits VALUES (3, 'hunter2')");
        }
        try (Connection connection = get("/visits");
                Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("SELECT n FROM visits WHERE who = 'hunter2' FOR UPDATE")
                    .close();
        }

        assertThat(told)
                .containsEntry("GET /visits write-statement", "INSERT INTO visits VALUES(?, ?)")
                .containsEntry("GET /visits unsafe-statement", "SELECT n FROM visits WHERE who = ? FOR UPDATE")
                .containsEntry("GET /visits learned-writer", "INSERT INTO visits VALUES(?, ?)");
    }

    private Connection get(String path) throws SQLException {
        database.primaryUrl = "jdbc:h2:mem:statements;DB_CLOSE_DELAY=-1";
        RoutingScope scope = scopes.ofRequest("GET", path, ClientIdentity.NONE);
        return new RoutedConnectionFactory(Config.DEFAULT::routing, () -> scope).open(scope, database, null);
    }
}
