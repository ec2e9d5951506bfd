// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** What an application may have written itself, long ago. */
public final class OwnPool implements DataSource {

    private final String url;

    OwnPool(String url) {
        this.url = url;
    }

    /** Where its connections lead. */
    public String getUrl() {
        return url;
    }

    /** Whose its connections are. */
    public String getUser() {
        return "sa";
    }

    /** What opens them. */
    public String getPassword() {
        return "pw";
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(getUser(), getPassword());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
