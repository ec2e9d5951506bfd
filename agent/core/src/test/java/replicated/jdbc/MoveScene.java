// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connection of a request that is expected to read, and the write that moves it. */
abstract class MoveScene {

    World world;
    Connection connection;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        connection = world.open();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        world.close();
    }

    final void write() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO notes (text) VALUES ('x')"))
                    .isEqualTo(1);
        }
    }
}
