// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static java.util.Objects.requireNonNull;

import java.sql.ClientInfoStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.route.StatementKind;
import replicated.sql.Verdict;

/**
 * What an application sets on its connection and asks of it: remembered for the server to come, told to the one at
 * hand. Setting takes no server; asking takes the primary where the answer is not known.
 */
abstract class SessionConnection extends DecidingConnection {

    private static final String ISOLATION = "isolation";

    SessionConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    @Override
    final Connection target() throws SQLException {
        checkOpen();
        usedBy(caller());
        if (!isBound()) {
            routeFor(StatementKind.READ);
        }
        return bound();
    }

    @Override
    final void failed(SQLException error) throws SQLException {
        rescue(error, Verdict.READ);
    }

    /** Something only a connection of the application's pool can answer. */
    @FunctionalInterface
    interface Question<T> {
        @Nullable
        T of(Connection connection) throws SQLException;
    }

    /**
     * Asks the server at hand. If there is none yet and the first read may go to a replica, now or once the route is
     * trusted, then a connection of the primary that is taken for the question and given back: to be asked is no reason
     * to be bound.
     */
    final <T> @Nullable T ask(Question<T> question) throws SQLException {
        checkOpen();
        if (!isBound()) {
            Decision read = decide(StatementKind.READ);
            boolean mayGo = read.replica() || DecidingConnection.isOnlyOfTheRoute(read.reason());
            if (!services().settings().observe() && mayGo) {
                return askPrimary(question);
            }
            routeToPrimary(Reason.UNSAFE_STATEMENT);
        }
        return question.of(bound());
    }

    /** The driver is told nothing here that anyone should take note of. */
    private <T> @Nullable T askPrimary(Question<T> question) throws SQLException {
        RoutingContext thread = caller();
        thread.suppress();
        try (Connection primary = database().primary()) {
            return question.of(primary);
        } finally {
            thread.resume();
        }
    }

    /**
     * As {@link #ask}, but from memory where a connection fresh from the pool has answered that before, and this one
     * has no server and would say the same.
     *
     * @param name of the question
     */
    @SuppressWarnings({"unchecked", "OptionalAssignedToNull"}) // each name has answers of one type, or none yet
    private <T> @Nullable T askOnce(String name, Question<T> question) throws SQLException {
        checkOpen();
        if (isBound()) {
            return question.of(bound());
        }
        if (stateOrNull() != null && stateOrNull().changesAnswers()) {
            routeToPrimary(Reason.UNSAFE_STATEMENT);
            return question.of(bound());
        }
        PoolDefaults defaults = services().defaults(database());
        Optional<Object> known = defaults.answer(name);
        if (known != null) {
            return (T) known.orElse(null);
        }
        T answer = ask(question);
        if (!isOnReplica()) {
            defaults.remember(name, answer);
        }
        return answer;
    }

    @Override
    public final void setAutoCommit(boolean autoCommit) throws SQLException {
        checkOpen();
        RoutingContext thread = caller();
        isNowOf(thread);
        joinManagedTransaction();
        boolean before = autoCommit();
        Connection on = server();
        if (on != null) {
            thread.suppress();
            try {
                on.setAutoCommit(autoCommit);
            } catch (SQLException e) {
                if (!endsWithItsReplica(e)) {
                    throw e;
                }
            } finally {
                thread.resume();
            }
        }
        SessionState asked = state();
        asked.autoCommit = autoCommit;
        if (autoCommit && !before) {
            transactionEnded(false);
        }
        if (autoCommit != before && asked.left != null) {
            asked.left.autoCommit(autoCommit);
        }
    }

    @Override
    public final boolean getAutoCommit() throws SQLException {
        checkOpen();
        if (isManaged() && !isOnPrimary()) {
            return database().managedTransaction() == null && autoCommitAskedFor();
        }
        Connection on = server();
        return on != null ? on.getAutoCommit() : autoCommit();
    }

    /** Sessions on replicas are read-only whatever the application says, so there is nothing to tell them. */
    @Override
    public final void setReadOnly(boolean readOnly) throws SQLException {
        checkOpen();
        joinManagedTransaction();
        if (isOnPrimary()) {
            bound().setReadOnly(readOnly);
        } else if (isBound() && refusesReadOnlyInside()) {
            // Changes nothing, and costs nothing, but fails inside a transaction as it would on the primary.
            bound().setReadOnly(true);
        }
        SessionState asked = state();
        if (isOnReplica() && is(TX_ON_REPLICA) && !refusesReadOnlyInside()) {
            asked.readOnlyNext = readOnly;
        } else {
            asked.readOnly = readOnly;
            asked.readOnlyNext = null;
        }
    }

    private boolean refusesReadOnlyInside() {
        return database().dialect().transactions().refusesReadOnlyInside();
    }

    @Override
    public final boolean isReadOnly() throws SQLException {
        checkOpen();
        if (stateOrNull() != null && stateOrNull().readOnlyNext != null) {
            return stateOrNull().readOnlyNext;
        }
        if (isOnPrimary()) {
            return bound().isReadOnly();
        }
        Boolean asked = stateOrNull() == null ? null : stateOrNull().readOnly;
        return asked == null ? database().access().readOnly() : asked;
    }

    /**
     * What drivers refuse, if not all of them, is refused when it is set, and not when a server is told of it: so there
     * has to be one.
     *
     * @param unusual whether the value is no constant of JDBC's
     */
    private void refuseAsThePrimaryDoes(boolean unusual) throws SQLException {
        if (unusual && !isBound()) {
            routeToPrimary(Reason.UNSAFE_STATEMENT);
        }
    }

    /** SERIALIZABLE is not told to a replica, which does not know it: the next statement goes to the primary. */
    @Override
    public final void setTransactionIsolation(int level) throws SQLException {
        checkOpen();
        joinManagedTransaction();
        refuseAsThePrimaryDoes(
                switch (level) {
                    case TRANSACTION_READ_UNCOMMITTED,
                            TRANSACTION_READ_COMMITTED,
                            TRANSACTION_REPEATABLE_READ,
                            TRANSACTION_SERIALIZABLE -> false;
                    default -> true;
                });
        if (isBound() && (!isOnReplica() || level != TRANSACTION_SERIALIZABLE || is(TX_ON_REPLICA))) {
            bound().setTransactionIsolation(level);
        }
        state().isolation = level;
    }

    @Override
    @SuppressWarnings("OptionalAssignedToNull") // not known yet
    public final int getTransactionIsolation() throws SQLException {
        checkOpen();
        if (isOnPrimary()) {
            return bound().getTransactionIsolation();
        }
        if (isolation() != SessionState.NOT_ASKED) {
            return isolation();
        }
        Optional<Object> known = services().defaults(database()).answer(ISOLATION);
        return known == null
                ? requireNonNull(askOnce(ISOLATION, Connection::getTransactionIsolation))
                : (Integer) known.orElseThrow();
    }

    private @Nullable SessionProperties propertiesOrNull() {
        SessionState known = stateOrNull();
        return known == null ? null : known.propertiesOrNull();
    }

    @Override
    public final void setCatalog(@Nullable String catalog) throws SQLException {
        checkOpen();
        Connection on = server();
        if (on != null) {
            on.setCatalog(catalog);
        }
        state().properties().catalog = catalog;
        state().told("catalog", next -> next.setCatalog(catalog), !autoCommit());
    }

    @Override
    public final @Nullable String getCatalog() throws SQLException {
        checkOpen();
        if (!isBound()) {
            SessionProperties properties = propertiesOrNull();
            String asked = properties == null ? null : properties.catalog;
            String known = asked == null ? database().access().catalog() : asked;
            if (known != null) {
                return known;
            }
        }
        return askOnce("catalog", Connection::getCatalog);
    }

    @Override
    public final void setSchema(@Nullable String schema) throws SQLException {
        checkOpen();
        Connection on = server();
        if (on != null) {
            on.setSchema(schema);
        }
        state().properties().schema = schema;
        state().told("schema", next -> next.setSchema(schema), !autoCommit());
    }

    @Override
    public final @Nullable String getSchema() throws SQLException {
        checkOpen();
        if (!isBound()) {
            SessionProperties properties = propertiesOrNull();
            String asked = properties == null ? null : properties.schema;
            String known = asked == null ? database().access().schema() : asked;
            if (known != null) {
                return known;
            }
        }
        return askOnce("schema", Connection::getSchema);
    }

    @Override
    public final void setHoldability(int holdability) throws SQLException {
        checkOpen();
        refuseAsThePrimaryDoes(
                holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT && holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT);
        Connection on = server();
        if (on != null) {
            if (isOnReplica()) {
                state().properties().keepHoldability(on);
            }
            on.setHoldability(holdability);
        }
        state().properties().holdability = holdability;
    }

    @Override
    public final int getHoldability() throws SQLException {
        checkOpen();
        SessionProperties properties = propertiesOrNull();
        return !isBound() && properties != null && properties.holdability != 0
                ? properties.holdability
                : requireNonNull(askOnce("holdability", Connection::getHoldability));
    }

    @Override
    public final void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
        checkOpen();
        refuseAsThePrimaryDoes(milliseconds < 0);
        Connection on = server();
        if (on != null) {
            on.setNetworkTimeout(executor, milliseconds);
        }
        state().properties().networkTimeoutExecutor = executor;
        state().properties().networkTimeout = milliseconds;
    }

    @Override
    public final int getNetworkTimeout() throws SQLException {
        checkOpen();
        SessionProperties properties = propertiesOrNull();
        return !isBound() && properties != null && properties.networkTimeout != SessionState.NOT_ASKED
                ? properties.networkTimeout
                : requireNonNull(askOnce("network-timeout", Connection::getNetworkTimeout));
    }

    @Override
    public final void setTypeMap(@Nullable Map<String, Class<?>> map) throws SQLException {
        checkOpen();
        Connection on = server();
        if (on != null) {
            if (isOnReplica()) {
                state().properties().keepTypeMap(on);
            }
            on.setTypeMap(map);
        }
        state().properties().typeMap = map;
    }

    @Override
    public final @Nullable Map<String, Class<?>> getTypeMap() throws SQLException {
        checkOpen();
        Connection on = server();
        if (on != null) {
            return on.getTypeMap();
        }
        SessionProperties properties = propertiesOrNull();
        if (properties != null && properties.typeMap != null) {
            return properties.typeMap;
        }
        Map<String, Class<?>> known = askOnce("type-map", connection -> copy(connection.getTypeMap()));
        return copy(known);
    }

    @Override
    public final void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        try {
            checkOpen();
            Connection on = server();
            if (on != null) {
                if (isOnReplica()) {
                    state().properties().keepClientInfo(on, name);
                }
                on.setClientInfo(name, value);
            }
            state().properties().clientInfo(name, value);
            state().told("client-info " + name, next -> next.setClientInfo(name, value), !autoCommit());
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
    public final @Nullable String getClientInfo(String name) throws SQLException {
        bindForClientInfo();
        return askOnce("client-info " + name, connection -> connection.getClientInfo(name));
    }

    @Override
    public final @Nullable Properties getClientInfo() throws SQLException {
        bindForClientInfo();
        Connection on = server();
        if (on != null) {
            return on.getClientInfo();
        }
        Properties known = askOnce("client-info", connection -> copy(connection.getClientInfo()));
        return copy(known);
    }

    @Override
    public final @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        Connection on = server();
        return on != null ? on.getWarnings() : null;
    }

    @Override
    public final void clearWarnings() throws SQLException {
        checkOpen();
        Connection on = server();
        if (on != null) {
            on.clearWarnings();
        }
    }

    /** What drivers make of what was set is theirs to say. */
    private void bindForClientInfo() throws SQLException {
        checkOpen();
        SessionProperties properties = propertiesOrNull();
        if (!isBound() && properties != null && properties.hasClientInfo()) {
            routeToPrimary(Reason.UNSAFE_STATEMENT);
        }
    }

    /** The application may change what it is given. */
    private static @Nullable Map<String, Class<?>> copy(@Nullable Map<String, Class<?>> map) {
        return map == null ? null : new HashMap<>(map);
    }

    private static @Nullable Properties copy(@Nullable Properties properties) {
        return properties == null ? null : (Properties) properties.clone();
    }
}
