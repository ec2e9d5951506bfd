// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.logging.Logger;

/**
 * All that a data source needs, in a class that is none: as PostgreSQL's driver has it, and many houses' own libraries.
 */
public class PoolBase {

    private final String url;
    private final String user;
    private final String password;

    PoolBase(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** Where its connections lead. */
    public final String getUrl() {
        return url;
    }

    /** Whose its connections are. */
    public final String getUser() {
        return user;
    }

    /** What opens them. */
    public final String getPassword() {
        return password;
    }

    /** A new one. */
    public Connection getConnection() throws SQLException {
        return getConnection(user, password);
    }

    /** A new one of another user. */
    public Connection getConnection(String otherUser, String otherPassword) throws SQLException {
        return DriverManager.getConnection(url, otherUser, otherPassword);
    }

    /** None. */
    public PrintWriter getLogWriter() {
        return null;
    }

    /** Nothing is logged. */
    public void setLogWriter(PrintWriter out) {}

    /** Nothing is waited for. */
    public void setLoginTimeout(int seconds) {}

    /** For ever. */
    public int getLoginTimeout() {
        return 0;
    }

    /** Nothing is logged there. */
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    /** Itself only. */
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    /** Whether it is one itself. */
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
