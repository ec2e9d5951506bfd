// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * A savepoint set on a replica: nothing was written before it, so it can be set again on the primary when its
 * transaction moves there. Used by the connection's thread.
 */
final class RoutedSavepoint implements Savepoint {

    private final String name;
    private Savepoint real;

    private RoutedSavepoint(String name) {
        this.name = name;
    }

    /** Sets one; a null name for an unnamed one. */
    static RoutedSavepoint on(Connection target, String name) throws SQLException {
        RoutedSavepoint savepoint = new RoutedSavepoint(name);
        savepoint.setOn(target);
        return savepoint;
    }

    void setOn(Connection target) throws SQLException {
        real = name == null ? target.setSavepoint() : target.setSavepoint(name);
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
