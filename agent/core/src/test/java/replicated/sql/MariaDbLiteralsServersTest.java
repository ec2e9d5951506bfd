// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.List;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;

/** MariaDB's own ways to read a text. */
class MariaDbLiteralsServersTest extends BinlogLiteralsContract {

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster started() {
        return MariaDbCluster.builder().standbys(0).start();
    }

    @Override
    Dialect dialect() {
        return Dialects.MARIADB;
    }

    @Override
    String severalStatements() {
        return "?allowMultiQueries=true";
    }

    @Override
    List<String> modes() {
        return List.of(
                "",
                "ANSI_QUOTES",
                "NO_BACKSLASH_ESCAPES",
                "ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
                "PIPES_AS_CONCAT",
                "IGNORE_SPACE",
                "ORACLE",
                "MSSQL,NO_BACKSLASH_ESCAPES",
                "STRICT_ALL_TABLES,HIGH_NOT_PRECEDENCE");
    }

    @Override
    List<String> schema() {
        return List.of("CREATE SEQUENCE numbers NOCACHE");
    }

    @Override
    String effects() {
        return "SELECT concat_ws(' ', IS_USED_LOCK('fuzz') IS NOT NULL, @v,"
                + " (SELECT count(*) FROM log), (SELECT next_not_cached_value FROM numbers))";
    }
}
