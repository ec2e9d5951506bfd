// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.h2;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;

/**
 * H2: no replication, no positions; a database opened with {@code ACCESS_MODE_DATA=r} in its URL is read-only as a
 * whole.
 */
final class H2Probe implements ServerProbe {

    @Override
    public ServerSample sample(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT READONLY(), DATABASE()")) {
            row.next();
            boolean readOnly = row.getBoolean(1);
            return new ServerSample(readOnly ? Role.REPLICA : Role.UNKNOWN, !readOnly, null, "", row.getString(2), 0);
        }
    }
}
