// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.util.List;

/** One MySQL server. */
final class MySqlServer extends BinlogServer {
    MySqlServer(String name, int port, Path folder, Path programs) {
        super(name, port, folder, programs.resolve("bin/mysqld"));
    }

    @Override
    String subprotocol() {
        return "mysql";
    }

    @Override
    String urlParameters() {
        // This server's TLS is older than what a JDK of today accepts.
        return "?sslMode=DISABLED";
    }

    @Override
    String positionQuery() {
        return "SELECT @@gtid_executed";
    }

    @Override
    String waitQuery(String position, int seconds) {
        return "SELECT WAIT_FOR_EXECUTED_GTID_SET('" + position + "', " + seconds + ")";
    }

    @Override
    String byGtid() {
        return "MASTER_AUTO_POSITION = 1";
    }

    @Override
    List<String> beforeFirstFollowing() {
        return List.of();
    }

    @Override
    List<String> readOnlySettings() {
        return List.of("super_read_only", "read_only");
    }
}
