// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.util.ArrayList;
import java.util.List;

/** What MariaDB and MySQL have in common. */
abstract class BinlogCatalogueContract extends CatalogueContract {

    @Override
    String reading(String name) {
        return "CREATE FUNCTION " + name + "() RETURNS bigint READS SQL DATA RETURN (SELECT count(*) FROM note)";
    }

    @Override
    String writing(String name) {
        return "CREATE FUNCTION " + name
                + "() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO log VALUES ('x'); RETURN 1; END";
    }

    @Override
    List<String> administration() {
        return List.of("SET GLOBAL log_bin_trust_function_creators = 1");
    }

    @Override
    List<String> schema() {
        return List.of(
                "CREATE TABLE note (words varchar(100))",
                "CREATE TABLE log (words varchar(100))",
                reading("notes"),
                writing("touch"),
                "CREATE FUNCTION says_nothing() RETURNS int RETURN 1",
                "CREATE FUNCTION no_sql() RETURNS int NO SQL RETURN 1",
                "CREATE FUNCTION take_lock() RETURNS int RETURN get_lock('a', 0)",
                "CREATE FUNCTION sets_v() RETURNS int NO SQL BEGIN SET @v = 1; RETURN 1; END",
                "CREATE FUNCTION locks_unsaid() RETURNS int READS SQL DATA RETURN GET_LOCK('a', 0)",
                "CREATE FUNCTION `Odd Name`() RETURNS int RETURN touch()",
                "CREATE FUNCTION st_lucky(n int) RETURNS int RETURN touch()",
                "CREATE VIEW touching AS SELECT words, touch() AS t FROM note",
                "CREATE VIEW over_it AS SELECT words FROM touching",
                "CREATE VIEW over_both AS SELECT n.words FROM note n CROSS JOIN over_it",
                "CREATE VIEW locking AS SELECT get_lock('b', 0) AS l",
                "CREATE VIEW plain_view AS SELECT lower(n.words) AS l, now() AS t, notes() AS c FROM note n",
                "CREATE TABLE counters (n int) ENGINE = MEMORY",
                "CREATE VIEW sums AS SELECT sum(n) FROM counters");
    }

    @Override
    List<String> judged() {
        return new ArrayList<>(List.of(
                "READ SELECT words FROM note",
                "READ SELECT notes(), no_sql(), app.notes() FROM note",
                "READ SELECT upper(words), now(), rand(), json_array_insert('[1]', '$[0]', 2) FROM note",
                "READ SELECT st_astext(point(1, 2)), regexp_replace('a', 'b', 'c'), weight_string('a')",
                "READ SELECT * FROM note USE INDEX () WHERE (1 = 1) XOR (1 = 2)",
                "READ SELECT * FROM plain_view",
                "FUNCTION SELECT touch()",
                "FUNCTION SELECT TOUCH ()",
                "FUNCTION SELECT `touch`()",
                "FUNCTION SELECT app.touch()",
                "FUNCTION SELECT says_nothing()",
                "FUNCTION SELECT take_lock()",
                "FUNCTION SELECT sets_v()",
                "FUNCTION SELECT locks_unsaid()",
                "FUNCTION SELECT `odd name`()",
                "FUNCTION SELECT st_lucky(1)",
                "FUNCTION SELECT /*! touch(), */ 1",
                "FUNCTION SELECT * FROM touching",
                "FUNCTION SELECT * FROM `app`.`over_it`",
                "FUNCTION SELECT count(*) FROM over_both",
                "FUNCTION SELECT * FROM locking",
                "TABLE SELECT * FROM counters",
                "TABLE SELECT * FROM sums",
                "WRITE INSERT INTO counters VALUES (1)"));
    }
}
