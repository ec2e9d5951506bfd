// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.route.Intent;

/** What a connection is asked about itself is answered, and takes no server for good. */
class QuestionsTest {

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    /** What Hibernate, pools and tools ask before they run anything. */
    @FunctionalInterface
    interface Asked {
        Object of(Connection connection) throws SQLException;
    }

    static Stream<Arguments> questions() {
        return Stream.of(
                question("schema", true, Connection::getSchema),
                question("catalog", true, Connection::getCatalog),
                question("holdability", true, Connection::getHoldability),
                question("network timeout", true, Connection::getNetworkTimeout),
                question("type map", true, Connection::getTypeMap),
                question("client info", true, Connection::getClientInfo),
                question("one client info", true, connection -> connection.getClientInfo("numServers")),
                question("isolation", true, Connection::getTransactionIsolation),
                question("validity", false, connection -> connection.isValid(1)),
                question("product", false, c -> c.getMetaData().getDatabaseProductName()),
                question("url", false, c -> c.getMetaData().getURL()),
                question("read-only", false, c -> c.getMetaData().isReadOnly()),
                question("driver", false, c -> c.getMetaData().getDriverMajorVersion()));
    }

    private static Arguments question(String name, boolean remembered, Asked asked) {
        return Arguments.of(Named.of(name, asked), remembered);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionBeforeTheFirstStatementIsThePoolsToAnswerAndBindsNothing(Asked asked, boolean remembered)
            throws SQLException {
        Object expected;
        try (Connection own = world.connect("primary")) {
            expected = asked.of(own);
        }
        for (int round = 1; round <= 2; round++) {
            try (Connection connection = world.open()) {
                assertThat(asked.of(connection)).isEqualTo(expected);
                assertThat(world.primaries).noneMatch(World::isOpen).hasSize(remembered ? 1 : round);
                assertThat(ask(connection)).isEqualTo("replica-1");
            }
        }
        assertThat(world.scope.heard).containsExactly("replica-1 read-method", "replica-1 read-method");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionWhereReadsGoToThePrimaryTakesItForGood(Asked asked, boolean remembered) throws SQLException {
        world.scope.intent = Intent.WRITE_METHOD;

        try (Connection connection = world.open()) {
            asked.of(connection);
            assertThat(ask(connection)).isEqualTo("primary");
            assertThat(world.primaries).hasSize(1);
        }
    }

    @Test
    void whatTheApplicationHasSetIsNotAnsweredFromMemory() throws SQLException {
        try (Connection connection = world.open()) {
            assertThat(connection.getSchema()).isEqualTo("PUBLIC");
        }
        try (Connection connection = world.open()) {
            connection.setSchema("INFORMATION_SCHEMA");
            connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
            assertThat(connection.getSchema()).isEqualTo("INFORMATION_SCHEMA");
            assertThat(connection.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        }
        try (Connection connection = world.open()) {
            assertThat(connection.getSchema()).isEqualTo("PUBLIC");
        }
    }

    @Test
    void whatIsRememberedCannotBeChangedByTheApplication() throws SQLException {
        try (Connection connection = world.open()) {
            connection.getClientInfo().setProperty("numServers", "changed");
        }
        try (Connection connection = world.open()) {
            assertThat(connection.getClientInfo().getProperty("numServers")).isEqualTo("0");
        }
    }

    @Test
    void aQuestionThatThePrimaryCannotAnswerFailsAndIsAskedAgain() throws SQLException {
        world.database.primaryFails = new SQLException("down", "08001");
        try (Connection connection = world.open()) {
            assertThatThrownBy(connection::getSchema).isSameAs(world.database.primaryFails);
            assertThatThrownBy(() -> connection.getMetaData().getDatabaseProductName())
                    .isSameAs(world.database.primaryFails);
            world.database.primaryFails = null;

            assertThat(connection.getSchema()).isEqualTo("PUBLIC");
        }
    }
}
