// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.List;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** MySQL's own ways to read a text. */
class MySqlLiteralsServersTest extends BinlogLiteralsContract {

    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster started() {
        return MySqlCluster.builder().standbys(0).start();
    }

    @Override
    Dialect dialect() {
        return Dialects.MYSQL;
    }

    @Override
    String severalStatements() {
        return "&allowMultiQueries=true";
    }

    @Override
    List<String> modes() {
        return List.of(
                "",
                "ANSI_QUOTES",
                "NO_BACKSLASH_ESCAPES",
                "ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
                "PIPES_AS_CONCAT",
                "IGNORE_SPACE");
    }

    @Override
    List<String> schema() {
        return List.of();
    }

    @Override
    String effects() {
        return "SELECT concat_ws(' ', IS_USED_LOCK('fuzz') IS NOT NULL, @v, (SELECT count(*) FROM log))";
    }
}
