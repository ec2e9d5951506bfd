// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What a statement was asked to be like, so that it can be made again on another server. Made only for statements that
 * differ from the default. Owned by one statement.
 */
final class StatementOptions {

    private final int type;
    private final int concurrency;
    /** 0: the connection's own. */
    private final int holdability;

    /** Null, or the flag, the columns' indexes or their names, as given to {@code prepareStatement}. */
    private final @Nullable Object keys;

    // Null: not asked.

    @Nullable
    Integer fetchSize;

    @Nullable
    Integer fetchDirection;

    @Nullable
    Integer queryTimeout;

    @Nullable
    Integer maxFieldSize;

    @Nullable
    Long maxRows;

    @Nullable
    Boolean poolable;

    @Nullable
    Boolean escapeProcessing;

    boolean closeOnCompletion;

    private StatementOptions(int type, int concurrency, int holdability, @Nullable Object keys) {
        this.type = type;
        this.concurrency = concurrency;
        this.holdability = holdability;
        this.keys = keys;
    }

    static StatementOptions of(int type, int concurrency, int holdability) {
        return new StatementOptions(type, concurrency, holdability, null);
    }

    static StatementOptions ofKeys(@Nullable Object keys) {
        return new StatementOptions(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, 0, keys);
    }

    /** Those of {@code createStatement()}, as a place for what is set later. */
    static StatementOptions plain() {
        return ofKeys(null);
    }

    /** Whether these are constants of {@link ResultSet}. */
    static boolean isKnown(int type, int concurrency, int holdability) {
        return type >= ResultSet.TYPE_FORWARD_ONLY
                && type <= ResultSet.TYPE_SCROLL_SENSITIVE
                && (concurrency == ResultSet.CONCUR_READ_ONLY || concurrency == ResultSet.CONCUR_UPDATABLE)
                && (holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT
                        || holdability == ResultSet.CLOSE_CURSORS_AT_COMMIT);
    }

    /** Whether it is a direction of {@link ResultSet}. */
    static boolean isDirection(int direction) {
        return direction >= ResultSet.FETCH_FORWARD && direction <= ResultSet.FETCH_UNKNOWN;
    }

    /** Whether rows can be written through the result set. */
    boolean isUpdatable() {
        return concurrency == ResultSet.CONCUR_UPDATABLE;
    }

    private boolean isPlain() {
        return type == ResultSet.TYPE_FORWARD_ONLY && concurrency == ResultSet.CONCUR_READ_ONLY && holdability == 0;
    }

    static Statement create(@Nullable StatementOptions options, Connection target) throws SQLException {
        if (options == null) {
            return target.createStatement();
        }
        Statement made;
        if (options.isPlain()) {
            made = target.createStatement();
        } else if (options.holdability == 0) {
            made = target.createStatement(options.type, options.concurrency);
        } else {
            made = target.createStatement(options.type, options.concurrency, options.holdability);
        }
        options.applyTo(made);
        return made;
    }

    static PreparedStatement prepare(@Nullable StatementOptions options, Connection target, String sql)
            throws SQLException {
        if (options == null) {
            return target.prepareStatement(sql);
        }
        PreparedStatement made = options.prepare(target, sql);
        options.applyTo(made);
        return made;
    }

    private PreparedStatement prepare(Connection target, String sql) throws SQLException {
        if (keys instanceof Integer flag) {
            return target.prepareStatement(sql, flag);
        }
        if (keys instanceof int[] columns) {
            return target.prepareStatement(sql, columns);
        }
        if (keys instanceof String[] columns) {
            return target.prepareStatement(sql, columns);
        }
        if (isPlain()) {
            return target.prepareStatement(sql);
        }
        return holdability == 0
                ? target.prepareStatement(sql, type, concurrency)
                : target.prepareStatement(sql, type, concurrency, holdability);
    }

    static PreparedStatement prepareCall(@Nullable StatementOptions options, Connection target, String sql)
            throws SQLException {
        if (options == null || options.isPlain()) {
            return target.prepareCall(sql);
        }
        return options.holdability == 0
                ? target.prepareCall(sql, options.type, options.concurrency)
                : target.prepareCall(sql, options.type, options.concurrency, options.holdability);
    }

    private void applyTo(Statement made) throws SQLException {
        if (fetchSize != null) {
            made.setFetchSize(fetchSize);
        }
        if (fetchDirection != null) {
            made.setFetchDirection(fetchDirection);
        }
        if (queryTimeout != null) {
            made.setQueryTimeout(queryTimeout);
        }
        if (maxFieldSize != null) {
            made.setMaxFieldSize(maxFieldSize);
        }
        if (maxRows != null) {
            applyMaxRows(made, maxRows);
        }
        if (poolable != null) {
            made.setPoolable(poolable);
        }
        if (escapeProcessing != null) {
            made.setEscapeProcessing(escapeProcessing);
        }
        if (closeOnCompletion) {
            made.closeOnCompletion();
        }
    }

    /** Drivers older than JDBC 4.2 know only the method that takes an int. */
    private static void applyMaxRows(Statement made, long most) throws SQLException {
        if (most <= Integer.MAX_VALUE) {
            made.setMaxRows((int) most);
        } else {
            made.setLargeMaxRows(most);
        }
    }
}
