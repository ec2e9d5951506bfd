// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is set on a replica's connection, and its pool would not reset, meets nobody else. */
class ReplicaSessionTest {

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        world.first.pooled = true;
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    @Test
    void whatThePoolWouldNotResetIsPutBackWhenTheConnectionIsClosedOnItsReplica() throws SQLException {
        try (Connection connection = world.open()) {
            BindingTest.ask(connection);
            connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        }

        assertThat(world.first.returned()).isEqualTo(1);
        assertThat(world.first.lent.get(0).getHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    }

    /** Connector/J 5.1 and 8.0.28 throw a NullPointerException where a client name is set to what it was, null. */
    @Test
    void connectionWhoseDriverThrowsWhenItIsPutBackLeavesThePool() throws SQLException {
        world.first.pooled = false;
        world.first.around = ReplicaSessionTest::takingNoNull;
        try (Connection connection = world.open()) {
            BindingTest.ask(connection);
            connection.setClientInfo("ApplicationName", "shop");
        }

        assertThat(world.first.inUse()).isZero();
        assertThat(world.first.heard).contains("evict");
    }

    private static Connection takingNoNull(Connection real) {
        Properties info = new Properties();
        return (Connection) Proxy.newProxyInstance(
                ReplicaSessionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, asked) -> {
                    if (method.getName().equals("setClientInfo") && asked.length == 2) {
                        info.setProperty((String) asked[0], (String) asked[1]);
                        return null;
                    }
                    if (method.getName().equals("getClientInfo") && asked != null) {
                        return info.getProperty((String) asked[0]);
                    }
                    try {
                        return method.invoke(real, asked);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
