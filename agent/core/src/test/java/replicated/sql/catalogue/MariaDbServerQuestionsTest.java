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
import replicated.servers.MariaDbCluster;

/** MariaDB's schemas, variables and functions. */
class MariaDbServerQuestionsTest extends BinlogServerQuestionsContract {

    private static final Map<String, String> EXCEPTIONS = Map.of(
            "SELECT @@port", WHERE,
            "SELECT @@global.port", WHERE,
            "SELECT rand()", CHANCE,
            "SELECT uuid()", CHANCE,
            "SELECT sys_guid()", CHANCE,
            "SELECT uuid_short()", "unique among all servers, so that it cannot be the same on two");

    MariaDbServerQuestionsTest() {
        super(EXCEPTIONS);
    }

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster started() {
        return MariaDbCluster.builder().start();
    }

    @Override
    Dialect dialect() {
        return Dialects.MARIADB;
    }

    @Override
    List<String> activity() {
        List<String> all = new ArrayList<>(super.activity());
        all.add("CREATE SEQUENCE app.drawn");
        all.add("SELECT NEXTVAL(app.drawn)");
        return all;
    }

    @Override
    List<String> functions(Connection primary) throws SQLException {
        return list(primary, "SELECT lower(`FUNCTION`) FROM information_schema.SQL_FUNCTIONS");
    }

    @Override
    String variables() {
        return "information_schema.SYSTEM_VARIABLES";
    }

    @Override
    List<String> furtherQuestions() {
        List<String> all = new ArrayList<>(super.furtherQuestions());
        all.add("SELECT next_not_cached_value FROM app.drawn");
        all.add("SELECT * FROM app.drawn");
        return all;
    }
}
