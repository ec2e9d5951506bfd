// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.MysqlPosition;
import replicated.bookmark.Position;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;
import replicated.dialect.binlog.BinlogVariables;

/** MySQL 8 and later. */
final class MysqlProbe implements ServerProbe {

    /** {@code innodb_read_only} is how Aurora's readers say it. */
    private static final String SQL = """
            SELECT @@global.read_only, @@global.super_read_only, @@global.innodb_read_only, @@global.gtid_mode,
                   @@global.gtid_executed, concat(@@hostname, ':', @@port, '/', @@global.server_uuid), database(),
                   connection_id()
            """;

    @Override
    public ServerSample sample(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            boolean readOnly = BinlogVariables.isOn(row.getString(1))
                    || BinlogVariables.isOn(row.getString(2))
                    || BinlogVariables.isOn(row.getString(3));
            return new ServerSample(
                    readOnly ? Role.REPLICA : Role.PRIMARY,
                    !readOnly,
                    position(row.getString(4), row.getString(5)),
                    row.getString(6),
                    row.getString(7) == null ? "" : row.getString(7),
                    row.getLong(8));
        }
    }

    /** In the two OFF modes new transactions are anonymous: the set would not move although data is written. */
    private static @Nullable Position position(String mode, String executed) {
        boolean numbered = "ON".equals(mode) || "ON_PERMISSIVE".equals(mode);
        return numbered && executed != null ? MysqlPosition.of(executed).orElse(null) : null;
    }
}
