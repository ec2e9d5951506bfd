// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** MySQL's schemas, variables and functions. */
class MySqlServerQuestionsTest extends BinlogServerQuestionsContract {

    private static final Map<String, String> EXCEPTIONS = Map.of(
            "SELECT @@port", WHERE,
            "SELECT @@global.port", WHERE,
            "SELECT rand()", CHANCE,
            "SELECT uuid()", CHANCE,
            "SELECT uuid_short()", "unique among all servers, so that it cannot be the same on two");

    MySqlServerQuestionsTest() {
        super(EXCEPTIONS);
    }

    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster started() {
        return MySqlCluster.builder().start();
    }

    @Override
    Dialect dialect() {
        return Dialects.MYSQL;
    }

    /** The server's own functions are listed nowhere but in its help, where that is installed. */
    @Override
    List<String> functions(Connection primary) throws SQLException {
        List<String> all = new ArrayList<>(list(primary, """
                SELECT concat(ROUTINE_SCHEMA, '.', ROUTINE_NAME)
                  FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'sys' AND ROUTINE_TYPE = 'FUNCTION'
                """));
        all.addAll(list(primary, "SELECT lower(name) FROM mysql.help_topic WHERE name REGEXP '^[A-Za-z0-9_]+$'"));
        return all;
    }

    @Override
    String variables() {
        return "performance_schema.global_variables";
    }
}
