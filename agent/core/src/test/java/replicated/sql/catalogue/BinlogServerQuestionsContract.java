// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What MariaDB and MySQL have in common. */
abstract class BinlogServerQuestionsContract extends ServerQuestionsContract {

    static final String CHANCE = "chance";
    static final String WHERE = "where the connection leads to, which is asked to see just that";

    BinlogServerQuestionsContract(Map<String, String> exceptions) {
        super(exceptions);
    }

    @Override
    List<String> activity() {
        return List.of(
                "CREATE TABLE app.note (id int AUTO_INCREMENT PRIMARY KEY, words varchar(100), KEY by_words (words))",
                "INSERT INTO app.note (words) SELECT 'x' FROM information_schema.COLLATIONS",
                "DELETE FROM app.note WHERE id > 90",
                "ANALYZE LOCAL TABLE app.note",
                "CREATE EVENT app.later ON SCHEDULE EVERY 1 YEAR DO DELETE FROM app.note WHERE id = 0",
                "CREATE TRIGGER app.shout BEFORE INSERT ON app.note FOR EACH ROW SET NEW.words = upper(NEW.words)",
                "CREATE VIEW app.busy AS SELECT ID FROM information_schema.PROCESSLIST",
                "SELECT count(*) FROM app.note");
    }

    /** Functions that the server lists somewhere, and that have nothing to fill in. */
    abstract List<String> functions(Connection primary) throws SQLException;

    @Override
    List<String> questions(Connection primary) throws SQLException {
        List<String> all = new ArrayList<>(list(primary, """
                SELECT concat('SELECT * FROM ', TABLE_SCHEMA, '.`', TABLE_NAME, '`')
                  FROM information_schema.TABLES
                 WHERE TABLE_SCHEMA IN ('information_schema', 'performance_schema', 'sys', 'mysql')
                """));
        all.addAll(list(primary, """
                SELECT concat('SELECT `', COLUMN_NAME, '` FROM information_schema.', TABLE_NAME)
                  FROM information_schema.COLUMNS
                 WHERE TABLE_SCHEMA = 'information_schema'
                """));
        for (String scope : List.of("", "global.")) {
            all.addAll(list(primary, """
                    SELECT concat('SELECT @@%s', lower(VARIABLE_NAME)) FROM %s
                    """.formatted(scope, variables())));
        }
        for (String function : functions(primary)) {
            all.add("SELECT " + function + "()");
        }
        return all;
    }

    /** The table of all variables of the server. */
    abstract String variables();

    @Override
    List<String> furtherQuestions() {
        return new ArrayList<>(List.of(
                "SELECT VERSION()",
                "SELECT @@port, @@server_id",
                "SELECT id FROM app.note WHERE id = @@global.server_id",
                "SELECT t.AUTO_INCREMENT FROM information_schema.TABLES t",
                "SELECT TABLE_ROWS FROM `information_schema`.`tables`",
                "SELECT t.* FROM information_schema.tables t",
                "SELECT count(*), max(update_time) FROM information_schema.tables",
                "SELECT n.words FROM app.note n, information_schema.processlist",
                "SELECT n.words FROM app.note n JOIN performance_schema.threads t ON true",
                "SELECT * FROM app.busy",
                "SELECT sys.version_major()",
                "SHOW VARIABLES",
                "SHOW GLOBAL STATUS",
                "SHOW PROCESSLIST",
                "SHOW TABLE STATUS FROM app",
                "SHOW INDEX FROM app.note",
                "SHOW EVENTS FROM app",
                "SHOW PLUGINS",
                "SHOW ENGINES",
                "SHOW ENGINE INNODB STATUS"));
    }

    @Override
    List<String> ordinaryReads() {
        return List.of(
                "SELECT * FROM information_schema.columns WHERE table_schema = database()",
                "SELECT table_name, table_type, table_comment, engine FROM information_schema.tables",
                "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'app' AND TABLE_NAME = 'note'",
                "SELECT index_name, column_name, non_unique FROM information_schema.statistics",
                "SELECT k.* FROM information_schema.key_column_usage k, information_schema.referential_constraints r",
                "SELECT sys.words, mysql.id FROM app.note sys, app.note mysql",
                "SELECT version, auto_increment, update_time FROM app.note",
                "SHOW TABLES FROM app",
                "SHOW FULL COLUMNS FROM app.note",
                "SHOW CREATE TABLE app.note",
                "SHOW TRIGGERS FROM app",
                "SELECT @@warning_count, @@error_count",
                "SELECT @@port, @@hostname, @@global.port");
    }
}
