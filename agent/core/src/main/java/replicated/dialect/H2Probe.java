package replicated.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import replicated.dialect.ServerSample.Role;

/** H2: no replication, no positions; a database opened with {@code ACCESS_MODE_DATA=r} in its URL is read-only as a whole. */
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

    /** {@code ACCESS_MODE_DATA} is a setting of the database when it is opened, and no session can set it. */
    @Override
    public List<String> readOnlySession() {
        return List.of();
    }
}
