// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import replicated.replica.PrimaryAccess;

/**
 * What few applications ask of their connection: all but its transactions. Kept so that it can be given to whichever
 * server the connection takes, and taken back where the pool of a replica would not. Made when the first thing is
 * asked. Owned by one connection and used by its thread.
 */
final class SessionProperties {

    /** Null: not asked, since JDBC gives a null schema or catalog no meaning. */
    @Nullable
    String schema;

    @Nullable
    String catalog;
    /** 0: not asked. */
    int holdability;

    @Nullable
    Executor networkTimeoutExecutor;

    int networkTimeout = SessionState.NOT_ASKED;

    @Nullable
    Map<String, Class<?>> typeMap;

    /** Null values: cleared by the application. */
    private @Nullable Map<String, @Nullable String> clientInfo;

    /** What a replica's connection had before, where its pool would not put it back. */
    private @Nullable Map<String, @Nullable String> clientInfoBefore;

    private @Nullable Map<String, Class<?>> typeMapBefore;
    private int holdabilityBefore;

    void clientInfo(String name, @Nullable String value) {
        if (clientInfo == null) {
            clientInfo = new HashMap<>();
        }
        clientInfo.put(name, value);
    }

    boolean hasClientInfo() {
        return clientInfo != null;
    }

    /** As {@link SessionState#marksSession}. */
    boolean markSession(PrimaryAccess pool) {
        return clientInfo != null
                || typeMap != null
                || holdability != 0
                || networkTimeout != SessionState.NOT_ASKED
                || (schema != null && !schema.equals(pool.schema()))
                || (catalog != null && !catalog.equals(pool.catalog()));
    }

    /** Whether the session is in a schema or catalog that its pool, which has none of its own, would leave it in. */
    boolean leavesPlace(PrimaryAccess pool) {
        return (schema != null && pool.schema() == null) || (catalog != null && pool.catalog() == null);
    }

    /** Gives all that was asked to a connection fresh from a pool, without a call for what it has already. */
    void applyTo(Connection target, PrimaryAccess pool) throws SQLException {
        if (catalog != null && !catalog.equals(pool.catalog())) {
            target.setCatalog(catalog);
        }
        if (schema != null && !schema.equals(pool.schema())) {
            target.setSchema(schema);
        }
        if (holdability != 0) {
            target.setHoldability(holdability);
        }
        if (networkTimeout != SessionState.NOT_ASKED) {
            target.setNetworkTimeout(networkTimeoutExecutor, networkTimeout);
        }
        if (typeMap != null) {
            target.setTypeMap(typeMap);
        }
        if (clientInfo != null) {
            for (Map.Entry<String, String> entry : clientInfo.entrySet()) {
                target.setClientInfo(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Before {@link #applyTo} a replica's connection. */
    void keepWhatThePoolWouldNotReset(Connection target) throws SQLException {
        if (clientInfo != null) {
            for (String name : clientInfo.keySet()) {
                keepClientInfo(target, name);
            }
        }
        if (typeMap != null) {
            keepTypeMap(target);
        }
        if (holdability != 0) {
            keepHoldability(target);
        }
    }

    void keepClientInfo(Connection target, String name) throws SQLException {
        if (clientInfoBefore == null) {
            clientInfoBefore = new HashMap<>();
        }
        if (!clientInfoBefore.containsKey(name)) {
            clientInfoBefore.put(name, target.getClientInfo(name));
        }
    }

    void keepTypeMap(Connection target) throws SQLException {
        if (typeMapBefore == null) {
            typeMapBefore = target.getTypeMap();
        }
    }

    void keepHoldability(Connection target) throws SQLException {
        if (holdabilityBefore == 0) {
            holdabilityBefore = target.getHoldability();
        }
    }

    /** Puts back what the pool of a replica would not. */
    void undo(Connection target) throws SQLException {
        if (clientInfoBefore != null) {
            for (Map.Entry<String, String> entry : clientInfoBefore.entrySet()) {
                target.setClientInfo(entry.getKey(), entry.getValue());
            }
            clientInfoBefore = null;
        }
        if (typeMapBefore != null) {
            target.setTypeMap(typeMapBefore);
            typeMapBefore = null;
        }
        if (holdabilityBefore != 0) {
            target.setHoldability(holdabilityBefore);
            holdabilityBefore = 0;
        }
    }
}
