// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.GaleraPosition;
import replicated.bookmark.MariaDbPosition;
import replicated.bookmark.Position;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;
import replicated.dialect.binlog.BinlogVariables;

/** MariaDB 10.6 and later, by itself or as a node of Galera. */
final class MariaDbProbe implements ServerProbe {

    private static final int UNKNOWN_VARIABLE = 1193;

    /**
     * On a primary the binary log's position is what replicas will receive, no more: {@code gtid_current_pos} may name
     * domains of an earlier life that never reach them. On a replica {@code gtid_slave_pos} is what has been applied.
     * MariaDB has no other sign of the role than {@code read_only}.
     */
    private static final String PLAIN = """
            SELECT @@global.read_only, @@global.gtid_binlog_pos, @@global.gtid_slave_pos,
                   concat(@@hostname, ':', @@port, '/', @@global.server_id), database(), connection_id()""";

    private static final String FULL = PLAIN + ", " + GaleraNode.COLUMN;

    /**
     * Has a node of Galera apply all that the cluster has committed by now before it answers: what a pool wrote on
     * another node is then covered, wherever its URL or a balancer has led it. It costs a message through the cluster.
     */
    private static final String AFTER_THE_CLUSTER = "SET STATEMENT wsrep_sync_wait = 1 FOR ";

    private final boolean ofThePrimary;

    /** What it is asked; racing writers write the like. */
    private volatile String sql = FULL;

    MariaDbProbe(boolean ofThePrimary) {
        this.ofThePrimary = ofThePrimary;
    }

    @Override
    public ServerSample sample(Connection connection) throws SQLException {
        String question = sql;
        try (Statement statement = connection.createStatement()) {
            ServerSample sample = ask(statement, question);
            if (ofThePrimary && sample.position() instanceof GaleraPosition && question.equals(FULL)) {
                sql = AFTER_THE_CLUSTER + FULL;
                return ask(statement, sql);
            }
            return sample;
        } catch (SQLException e) {
            if (e.getErrorCode() != UNKNOWN_VARIABLE || question.equals(PLAIN)) {
                throw e;
            }
        }
        // A build without Galera.
        sql = PLAIN;
        return sample(connection);
    }

    private static ServerSample ask(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            row.next();
            boolean readOnly = BinlogVariables.isOn(row.getString(1));
            String database = row.getString(5) == null ? "" : row.getString(5);
            GaleraNode node = question.equals(PLAIN) ? null : GaleraNode.of(row.getString(7));
            if (node != null) {
                return new ServerSample(
                        readOnly ? Role.REPLICA : Role.PEER,
                        !readOnly,
                        node.position(),
                        row.getString(4),
                        database,
                        row.getLong(6),
                        node.unfit());
            }
            return new ServerSample(
                    readOnly ? Role.REPLICA : Role.PRIMARY,
                    !readOnly,
                    position(row.getString(readOnly ? 3 : 2)),
                    row.getString(4),
                    database,
                    row.getLong(6));
        }
    }

    private static @Nullable Position position(@Nullable String gtids) {
        return gtids == null ? null : MariaDbPosition.of(gtids).orElse(null);
    }
}
