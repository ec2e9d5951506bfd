package replicated.dialect.mariadb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.MariaDbPosition;
import replicated.bookmark.Position;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;
import replicated.dialect.binlog.BinlogVariables;

/** MariaDB 10.6 and later. */
final class MariaDbProbe implements ServerProbe {

    /**
     * On a primary the binary log's position is what replicas will receive, no more: {@code gtid_current_pos} may name domains of
     * an earlier life that never reach them. On a replica {@code gtid_slave_pos} is what has been applied. MariaDB has
     * no other sign of the role than {@code read_only}.
     */
    private static final String SQL = """
            SELECT @@global.read_only, @@global.gtid_binlog_pos, @@global.gtid_slave_pos,
                   concat(@@hostname, ':', @@port, '/', @@global.server_id), database(), connection_id()
            """;

    @Override
    public ServerSample sample(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            boolean readOnly = BinlogVariables.isOn(row.getString(1));
            String gtids = row.getString(readOnly ? 3 : 2);
            @Nullable
            Position position = gtids == null ? null : MariaDbPosition.of(gtids).orElse(null);
            return new ServerSample(
                    readOnly ? Role.REPLICA : Role.PRIMARY,
                    !readOnly,
                    position,
                    row.getString(4),
                    row.getString(5) == null ? "" : row.getString(5),
                    row.getLong(6));
        }
    }
}
