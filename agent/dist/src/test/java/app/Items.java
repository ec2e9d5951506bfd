// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** What is done with the table of items, each time on a connection that is closed again. */
final class Items {

    /** What a server is asked for its port. */
    static final String PORT = "select " + System.getProperty("app.port", "inet_server_port()");

    private Items() {}

    /** The container's own, whose names begin as the system property {@code app.datasources} says. */
    @SuppressWarnings("BanJNDI") // names that the test gives
    static DataSource source(String name) throws SQLException {
        try {
            return InitialContext.doLookup(System.getProperty("app.datasources") + name);
        } catch (NamingException e) {
            throw new SQLException(e);
        }
    }

    static void write(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            write(connection);
        }
    }

    static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into item values ('written')");
        }
    }

    /** Port of the server, and how many there are. */
    static String count(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return count(connection);
        }
    }

    static String count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery(PORT + ", count(*) from item")) {
            counted.next();
            return counted.getInt(1) + " " + counted.getLong(2);
        }
    }
}
