// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.other;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;

/** A database whose SQL we do not know: is it there at all? */
final class PlainProbe implements ServerProbe {

    private static final int SECONDS = 5;

    @Override
    public ServerSample sample(Connection connection) throws SQLException {
        if (!connection.isValid(SECONDS)) {
            throw new SQLNonTransientConnectionException(
                    "the server did not answer the driver's validity check", "08006");
        }
        return new ServerSample(Role.UNKNOWN, true, null, "", "", 0);
    }
}
