// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import replicated.route.StatementKind;
import replicated.servers.Server;

/** The corpus that MySQL and MariaDB share, where a read-only replica refuses with an error code of its own. */
abstract class BinlogStandbyCorpusContract extends StandbyCorpusContract {

    @Override
    final String setup() {
        return "mysql-setup.sql";
    }

    @Override
    final Connection connect(Server server) throws SQLException {
        return server.connect();
    }

    @Override
    final String refusal(SQLException refused) {
        return refused.getErrorCode() == 1290 ? "refused" : String.valueOf(refused.getErrorCode());
    }

    @Override
    final Set<String> understood() {
        return Set.of("", dialect().name().toLowerCase(Locale.ROOT));
    }

    @Override
    final Set<StatementKind> refusedKinds() {
        return Set.of(StatementKind.WRITE);
    }
}
