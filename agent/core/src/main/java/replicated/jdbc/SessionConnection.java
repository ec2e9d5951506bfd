package replicated.jdbc;

import java.sql.ClientInfoStatus;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import replicated.context.CallingThread;
import replicated.jdbc.inspect.Verdict;
import replicated.position.Dialect;
import replicated.route.Reason;
import replicated.route.StatementKind;

/**
 * What an application sets on its connection and asks of it: remembered for the server to come, told to the one at hand.
 * Setting takes no server; asking takes the primary where the answer is not known.
 */
abstract class SessionConnection extends DecidingConnection {

    SessionConnection(ScopedDatabase part) {
        super(part);
    }

    @Override
    final Connection target() throws SQLException {
        checkOpen();
        if (target == null) {
            stand(StatementKind.READ);
        }
        return target;
    }

    @Override
    final void failed(SQLException error) throws SQLException {
        rescue(error, Verdict.READ);
    }

    /** The target, taken from the primary if there is none yet: for questions that only the application's pool can answer. */
    private Connection asked() throws SQLException {
        checkOpen();
        if (target == null) {
            standOnPrimary(Reason.UNSAFE_STATEMENT);
        }
        return target;
    }

    @Override
    public final void setAutoCommit(boolean autoCommit) throws SQLException {
        checkOpen();
        boolean before = autoCommit();
        if (target != null) {
            CallingThread thread = CallingThread.current();
            thread.suppress();
            try {
                target.setAutoCommit(autoCommit);
            } catch (SQLException e) {
                if (!endsWithItsReplica(e)) {
                    throw e;
                }
            } finally {
                thread.resume();
            }
        }
        state().autoCommit = autoCommit;
        if (autoCommit && !before) {
            transactionEnded(false);
        }
    }

    @Override
    public final boolean getAutoCommit() throws SQLException {
        checkOpen();
        return target == null ? autoCommit() : target.getAutoCommit();
    }

    /** Sessions on replicas are read-only whatever the application says, so there is nothing to tell them. */
    @Override
    public final void setReadOnly(boolean readOnly) throws SQLException {
        checkOpen();
        if (target != null && replica == null) {
            target.setReadOnly(readOnly);
        } else if (target != null && database().dialect() == Dialect.POSTGRESQL) {
            // Changes nothing, and costs nothing, but fails inside a transaction as it would on the primary.
            target.setReadOnly(true);
        }
        state().readOnly = readOnly;
    }

    @Override
    public final boolean isReadOnly() throws SQLException {
        checkOpen();
        if (target != null && replica == null) {
            return target.isReadOnly();
        }
        Boolean asked = state == null ? null : state.readOnly;
        return asked == null ? database().access().readOnly() : asked;
    }

    /** SERIALIZABLE is not told to a replica, which does not know it: the next statement goes to the primary. */
    @Override
    public final void setTransactionIsolation(int level) throws SQLException {
        checkOpen();
        if (target != null && (replica == null || level != TRANSACTION_SERIALIZABLE || is(READ))) {
            target.setTransactionIsolation(level);
        }
        state().isolation = level;
    }

    @Override
    public final int getTransactionIsolation() throws SQLException {
        checkOpen();
        if (target != null && replica == null) {
            return target.getTransactionIsolation();
        }
        int known = isolation() == SessionState.NOT_ASKED ? home().defaultIsolation(database()) : isolation();
        if (known != SessionState.NOT_ASKED) {
            return known;
        }
        int answer = asked().getTransactionIsolation();
        if (replica == null) {
            home().defaultIsolation(database(), answer);
        }
        return answer;
    }

    @Override
    public final void setCatalog(String catalog) throws SQLException {
        checkOpen();
        if (target != null) {
            target.setCatalog(catalog);
        }
        state().catalog = catalog;
    }

    @Override
    public final String getCatalog() throws SQLException {
        checkOpen();
        if (target == null) {
            String asked = state == null ? null : state.catalog;
            String known = asked == null ? database().access().catalog() : asked;
            if (known != null) {
                return known;
            }
        }
        return asked().getCatalog();
    }

    @Override
    public final void setSchema(String schema) throws SQLException {
        checkOpen();
        if (target != null) {
            target.setSchema(schema);
        }
        state().schema = schema;
    }

    @Override
    public final String getSchema() throws SQLException {
        checkOpen();
        if (target == null) {
            String asked = state == null ? null : state.schema;
            String known = asked == null ? database().access().schema() : asked;
            if (known != null) {
                return known;
            }
        }
        return asked().getSchema();
    }

    @Override
    public final void setHoldability(int holdability) throws SQLException {
        checkOpen();
        if (target != null) {
            if (replica != null) {
                state().keepHoldability(target);
            }
            target.setHoldability(holdability);
        }
        state().holdability = holdability;
    }

    @Override
    public final int getHoldability() throws SQLException {
        checkOpen();
        return target == null && state != null && state.holdability != 0 ? state.holdability : asked().getHoldability();
    }

    @Override
    public final void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        checkOpen();
        if (target != null) {
            target.setNetworkTimeout(executor, milliseconds);
        }
        state().networkTimeoutExecutor = executor;
        state().networkTimeout = milliseconds;
    }

    @Override
    public final int getNetworkTimeout() throws SQLException {
        checkOpen();
        return target == null && state != null && state.networkTimeout != SessionState.NOT_ASKED
                ? state.networkTimeout
                : asked().getNetworkTimeout();
    }

    @Override
    public final void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        checkOpen();
        if (target != null) {
            if (replica != null) {
                state().keepTypeMap(target);
            }
            target.setTypeMap(map);
        }
        state().typeMap = map;
    }

    @Override
    public final Map<String, Class<?>> getTypeMap() throws SQLException {
        checkOpen();
        return target == null && state != null && state.typeMap != null ? state.typeMap : asked().getTypeMap();
    }

    @Override
    public final void setClientInfo(String name, String value) throws SQLClientInfoException {
        try {
            checkOpen();
            if (target != null) {
                if (replica != null) {
                    state().keepClientInfo(target, name);
                }
                target.setClientInfo(name, value);
            }
            state().clientInfo(name, value);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(
                    e.getMessage(), e.getSQLState(), Map.of(name, ClientInfoStatus.REASON_UNKNOWN), e);
        }
    }

    @Override
    public final void setClientInfo(Properties properties) throws SQLClientInfoException {
        for (String name : properties.stringPropertyNames()) {
            setClientInfo(name, properties.getProperty(name));
        }
    }

    @Override
    public final String getClientInfo(String name) throws SQLException {
        return asked().getClientInfo(name);
    }

    @Override
    public final Properties getClientInfo() throws SQLException {
        return asked().getClientInfo();
    }

    @Override
    public final SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return target == null ? null : target.getWarnings();
    }

    @Override
    public final void clearWarnings() throws SQLException {
        checkOpen();
        if (target != null) {
            target.clearWarnings();
        }
    }
}
