// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package org.apache.openejb.resource.jdbc.managed.local;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Named as TomEE's, with the fields that are read of it: a data source over a pool, whose connections ask the pool when
 * they are first used.
 */
public class ManagedDataSource implements DataSource {

    private final DataSource delegate;

    @SuppressWarnings("unused") // read by the agent, as TomEE's is
    private final Object transactionManager;

    public ManagedDataSource(DataSource delegate, Object transactionManager) {
        this.delegate = delegate;
        this.transactionManager = transactionManager;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return delegate.getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return delegate.getConnection(username, password);
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
    public <T> T unwrap(Class<T> type) throws SQLException {
        return delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
