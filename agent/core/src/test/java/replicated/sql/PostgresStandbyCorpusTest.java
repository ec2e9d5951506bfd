// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** PostgreSQL's standby agrees with the corpus of PostgreSQL. */
class PostgresStandbyCorpusTest extends StandbyCorpusContract {

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    Cluster startCluster() {
        return PostgresCluster.builder()
                .setting("max_prepared_transactions", "2")
                .start();
    }

    @Override
    Dialect dialect() {
        return Dialects.POSTGRESQL;
    }

    @Override
    String setup() {
        return "postgresql-setup.sql";
    }

    @Override
    Connection connect(Server server) throws SQLException {
        return server.connectAsAdministrator();
    }

    @Override
    String refusal(SQLException refused) {
        return "25006".equals(refused.getSQLState()) ? "refused" : refused.getSQLState();
    }

    @Override
    Set<String> understood() {
        return Set.of("");
    }

    @Override
    Set<StatementKind> refusedKinds() {
        return Set.of(StatementKind.WRITE, StatementKind.PRIMARY_ONLY, StatementKind.UNKNOWN);
    }
}
