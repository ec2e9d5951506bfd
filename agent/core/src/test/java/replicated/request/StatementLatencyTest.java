// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.jdbc.RoutedConnectionFactory;
import replicated.jdbc.RoutingScope;

/** A slow server is seen, and the clock is read at few statements. */
class StatementLatencyTest {

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final List<String> told = new ArrayList<>();
    private final Decisions decisions = new NoDecisions() {
        @Override
        public void took(String name, String route, String target, boolean notInShare, long nanos) {
            assertThat(nanos).isPositive();
            told.add(route + " " + target);
        }
    };
    private final Scopes scopes = new Scopes(Config.DEFAULT, new LearnedRoutes(null), decisions, new OtherThreads());

    @Test
    void aFewStatementsOfEachServerAreMeasured() throws SQLException {
        run("SELECT 1", PreparedStatement::executeQuery);

        assertFewAreMeasured();
    }

    /** A statement that ran into its time-out is what somebody who looks for a slow server looks for. */
    @Test
    void thoseThatFailAreMeasuredAsTheOthersAre() throws SQLException {
        run("SELECT 1 / x FROM SYSTEM_RANGE(0, 0)", read -> {
            assertThatThrownBy(read::executeQuery).isInstanceOf(SQLException.class);
            return null;
        });

        assertFewAreMeasured();
    }

    private void run(String sql, Run run) throws SQLException {
        database.primaryUrl = "jdbc:h2:mem:latency;DB_CLOSE_DELAY=-1";
        RoutingScope scope = scopes.ofRequest("GET", "/numbers", ClientIdentity.NONE);
        try (Connection connection =
                        new RoutedConnectionFactory(Config.DEFAULT::routing, () -> scope).open(scope, database, null);
                PreparedStatement read = connection.prepareStatement(sql)) {
            for (int statement = 0; statement < 6400; statement++) {
                ResultSet rows = run.of(read);
                if (rows != null) {
                    rows.close();
                }
            }
        }
    }

    /** One in 128 at least, and about 100 by chance: 200 are beyond all chance. */
    private void assertFewAreMeasured() {
        assertThat(told).hasSizeBetween(6400 / 128, 200).containsOnly("GET /numbers primary");
    }

    private interface Run {
        @Nullable
        ResultSet of(PreparedStatement read) throws SQLException;
    }
}
