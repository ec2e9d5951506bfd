// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint set on a replica: nothing was written before it, so it can be set again on the primary when its
 * transaction moves there. Used by the connection's thread.
 */
final class RoutedSavepoint implements Savepoint {

    private final @Nullable String name;
    private Savepoint real;

    private RoutedSavepoint(@Nullable String name, Savepoint real) {
        this.name = name;
        this.real = real;
    }

    /** Sets one; a null name for an unnamed one. */
    static RoutedSavepoint on(Connection target, @Nullable String name) throws SQLException {
        return new RoutedSavepoint(name, set(target, name));
    }

    private static Savepoint set(Connection target, @Nullable String name) throws SQLException {
        return name == null ? target.setSavepoint() : target.setSavepoint(name);
    }

    void setOn(Connection target) throws SQLException {
        real = set(target, name);
    }

    boolean isNamed(String asked) {
        return asked.equals(name);
    }

    /** The driver's own savepoint. */
    static Savepoint real(Savepoint savepoint) {
        return savepoint instanceof RoutedSavepoint routed ? routed.real : savepoint;
    }

    @Override
    public int getSavepointId() throws SQLException {
        return real.getSavepointId();
    }

    @Override
    public String getSavepointName() throws SQLException {
        return real.getSavepointName();
    }
}
