// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.nio.file.Path;
import java.util.List;

/** One MariaDB server. */
class MariaDbServer extends BinlogServer {
    MariaDbServer(String name, int port, Path folder, Path program) {
        super(name, port, folder, program);
    }

    @Override
    String subprotocol() {
        return "mariadb";
    }

    @Override
    String urlParameters() {
        return "";
    }

    @Override
    String positionQuery() {
        return "SELECT @@gtid_binlog_pos";
    }

    @Override
    String waitQuery(String position, int seconds) {
        return "SELECT MASTER_GTID_WAIT('" + position + "', " + seconds + ")";
    }

    @Override
    String byGtid() {
        return "MASTER_USE_GTID = slave_pos, MASTER_SSL = 0";
    }

    @Override
    List<String> beforeFirstFollowing() {
        // What it committed as a primary is in its binary log, and not yet in its position as a standby.
        return List.of("SET GLOBAL gtid_slave_pos = @@gtid_binlog_pos");
    }

    @Override
    List<String> readOnlySettings() {
        return List.of("read_only");
    }
}
