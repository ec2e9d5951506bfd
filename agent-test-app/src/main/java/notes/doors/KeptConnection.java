// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One connection for the life of the application, for one at a time; another one where it has died. */
final class KeptConnection implements Door, AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    private final String url;
    private final String user;
    private final String password;
    private Connection connection;

    KeptConnection(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    @Override
    public synchronized boolean change(long note, String text) throws SQLException {
        if (connection == null || !connection.isValid(PATIENCE_SECONDS)) {
            close();
            connection = DriverManager.getConnection(url, user, password);
        }
        return Notes.update(connection, note, text);
    }

    @Override
    public synchronized void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
