// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Cluster;

/**
 * The server itself says where literals, names and comments end, under each {@code sql_mode}, which the inspector does
 * not know: what is called a pure read has no effect, however it is put together.
 */
abstract class BinlogLiteralsContract {

    private static final int ROUNDS = Integer.getInteger("literals.rounds", 5_000);
    private static final long SEED = Long.getLong("literals.seed", 12);

    private static final String[] LOCKS = {
        "GET_LOCK('fuzz', 0)", "get_lock ('fuzz', 0)", "GET_LOCK/**/('fuzz', 0)", "`GET_LOCK`('fuzz', 0)",
    };
    private static final String[] EFFECTS = {
        "GET_LOCK('fuzz', 0)",
        "GET_LOCK ('fuzz', 0)",
        "GET_LOCK/* ' */('fuzz', 0)",
        "GET_LOCK-- '\n('fuzz', 0)",
        "@v := 1",
        "@`v` := 1",
        "@'v' := 1",
        "@\"v\" := 1",
        "touch()",
        "TOUCH ()",
        "`touch`()",
        "`touch` /* ` */ ()",
        "app.touch()",
        "`app`.`touch`()",
        "\"touch\"()",
        "(SELECT n FROM touching)",
        "(SELECT n FROM `touching`)",
        "(SELECT n FROM \"touching\")",
        "(SELECT n FROM app.\"touching\")",
        "{fn touch()}",
        "numbers.nextval",
        "NEXTVAL(numbers)",
        "NEXT VALUE FOR numbers",
        "1 INTO @v",
        "1; INSERT INTO log VALUES (1)",
        "1; SELECT touch()",
    };
    private static final String[] PREFIXES = {
        "", "", "", "", "N", "n", "x", "X", "b", "_utf8mb4", "_binary ", "_latin1", "DATE", "\\N, ", "q", "E", "U&",
    };
    private static final String[] BODIES = {
        "a",
        "61",
        "\\",
        "\\",
        "\\'",
        "\\\"",
        "\\\\",
        "''",
        "\"\"",
        "``",
        "'",
        "\"",
        "`",
        "--",
        "-- ",
        "#",
        "/*",
        "*/",
        "/*!",
        "\n",
        "\r",
        "[",
        "]",
        "{",
        "}",
        "EFFECT",
        ", EFFECT, ",
        "\\', EFFECT, '",
        "\\\", EFFECT, \"",
    };
    private static final String[] BETWEEN = {
        ", ",
        ", ",
        ", ",
        " ",
        "\n",
        "\r\n",
        " \n\t",
        "",
        " || ",
        " -- '\n",
        " -- '\r",
        "--'\n",
        "--\u0001'\n",
        "--\u007f'\n",
        "--\t\"\n",
        "--\n",
        "--\u00a0'\n",
        " # '\n",
        " #\"\r",
        "/* ' */",
        "/*\" /* */",
        "/* /* ' */ */",
        "/**/, ",
        "/*/, ",
        "*/",
        "/*! , */",
        "/*!50000 , */",
        "/*!50000, EFFECT, */",
        "/*!99999, EFFECT, */",
        "/*!999999, EFFECT, */",
        "/*M!100000, EFFECT, */",
        "/*M!999999 ' */",
        "/*M!50000 ' */",
        "/*m! , EFFECT, */",
        "/*! ' */",
        "/*!99999 ' */",
        "/*!50701 ' */",
        "/*!080000 ' */",
        "/*!50000 \" */",
        "/*!1 , */",
        "/*!99999 /* */ , EFFECT, */",
        "/*!50000 /* */ , EFFECT, */",
        "/*!99999 */* EFFECT */",
        "/*!50000 -- */\n , EFFECT, */",
        "/*!50000 ",
        "/*+ ' */",
        "/*+ NO_ICP(t) */",
        " AS a, ",
        " AS 'a', ",
        " AS \"EFFECT\", ",
        ", EFFECT, ",
        ", EFFECT, ",
        "\u0000, ",
        "\u001a, ",
        "\f, ",
        "\u3000, ",
        "; ",
    };

    private static final String[] TIGHT = {
        "'", "\"", "`", "''", "\"\"", "\\", "\\'", "\\\"", "'a'", "\"a\"", "'\\'", "\"\\\"", "\n", "\r", "/*", "*/",
        "-- ", "#", "1"
    };

    /** What may leave a reader within something or not. */
    private static final String[] OPENING = {
        "'a\\'",
        "'a\\\\'",
        "\"a\\\"",
        "'a'\n'\\'",
        "'a' '\\'",
        "\"a\" '\\'",
        "'a\\''",
        "\"a\\\"\"",
        "'\"\\'",
        "\"'\\\"",
        "N'\\'",
        "_utf8mb4'\\'",
        "x'61' '\\'",
        "1 AS `a\\`",
        "1 AS `'`",
        "1 AS 'a\\'",
        "'a' -- '\n",
        "1--'\n",
        "1--\u0001'\n",
        "1--\u007f'\n",
        "1--\u00a0'\n",
        "1--\t'\n",
        "1 # '\r",
        "1 -- '\r",
        "1 # '\n",
        "1 /* '",
        "1 /* ' */",
        "1 /* /* */",
        "1 /* /* */ */",
        "1 /*! '",
        "1 /*! ' */",
        "1 /*!99999 ' */",
        "1 /*!99999 '",
        "1 /*!99999 /* */ ' */",
        "1 /*!99999 /* */",
        "1 /*!99999 /* ' */",
        "1 /*!999999 */",
        "1 /*!50000 /* */",
        "1 /*!50000 */ /*!99999 ' */",
        "1 /*!50000 '*/ /*!99999 ' */",
        "1 /*!50000 '*/ /*!99999 '*/",
        "1 /*M!100000 ' */",
        "1 /*M!999999 ' */",
        "1 /*M!999999",
        "1 /*m!100000 ' */",
        "1 /*+ ' */",
        "1 /*/ '",
        "1 /**/ '",
        "1 AS [a'",
        "'\u0000\\'",
        "{d '2001-01-01'",
    };

    /** What ends what may have been left open. */
    private static final String[] CLOSING = {
        "'",
        "\"",
        "''",
        "'a'",
        "'\\''",
        "\"\\\"\"",
        "'\\\\'",
        "\"\\\\\"",
        "1",
        "1 -- '",
        "1 -- \"",
        "1 -- `",
        "1 # '",
        "1 # \"",
        "1 /* ' */",
        "1 */",
        "'*/",
        "1 */ */",
        "1 /*!99999 */",
        "1 /*!99999 ' */",
        "1 AS `'`",
        "1 AS `\"`",
        "'a'-- '*/",
        "1 -- */",
        "1 -- */'",
        "'] "
    };

    abstract Availability availability();

    abstract Cluster started();

    abstract Dialect dialect();

    /** Parameters of the driver for several statements in one text, as they stand in its URLs. */
    abstract String severalStatements();

    abstract List<String> modes();

    /** What only some servers have. */
    abstract List<String> schema();

    /** Tells each effect that a text can have had, in one row of one column. */
    abstract String effects();

    @Test
    void whatIsCalledAReadHasNoEffect() throws SQLException {
        assumeTrue(availability().isAvailable(), availability().reason());
        try (Cluster cluster = started();
                Connection administrator = cluster.primary().connectAsAdministrator();
                Statement setting = administrator.createStatement();
                Connection connection = several(cluster);
                Statement statement = connection.createStatement()) {
            setting.execute("SET GLOBAL log_bin_trust_function_creators = 1");
            statement.execute("CREATE TABLE log (n int)");
            statement.execute("CREATE TABLE t (n int)");
            statement.execute("INSERT INTO t VALUES (1)");
            statement.execute("CREATE FUNCTION touch() RETURNS int MODIFIES SQL DATA"
                    + " BEGIN INSERT INTO log VALUES (1); RETURN 1; END");
            statement.execute("CREATE VIEW touching AS SELECT touch() AS n");
            for (String text : schema()) {
                statement.execute(text);
            }
            for (String mode : modes()) {
                statement.execute("SET sql_mode = '" + mode + "'");
                tryMode(statement, mode);
            }
        }
    }

    private Connection several(Cluster cluster) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", Cluster.USER);
        login.setProperty("password", Cluster.PASSWORD);
        return DriverManager.getConnection(cluster.primary().jdbcUrl() + severalStatements(), login);
    }

    private void tryMode(Statement statement, String mode) throws SQLException {
        SplittableRandom random = new SplittableRandom(SEED);
        String before = stateOf(statement);
        int reads = 0;
        int effects = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String sql = soup(random);
            boolean read = isRead(sql);
            // The server says nothing of interest of the others, but for some that show that there are effects at all.
            if (!read && round % 100 != 0) {
                continue;
            }
            boolean ran = runs(statement, sql);
            String after = stateOf(statement);
            boolean effect = !after.equals(before);
            assertThat(read && effect)
                    .as("sql_mode '%s': %s%n%s, then %s", mode, sql, before, after)
                    .isFalse();
            reads += read && ran ? 1 : 0;
            effects += effect ? 1 : 0;
            if (effect) {
                statement.execute("DO RELEASE_LOCK('fuzz')");
                statement.execute("SET @v = NULL");
                before = stateOf(statement);
            }
        }
        assertThat(reads)
                .as("reads that the server understood in mode %s", mode)
                .isGreaterThan(ROUNDS / 1000);
        assertThat(effects).as("texts with an effect in mode %s", mode).isGreaterThan(ROUNDS / 6000);
    }

    /** As the catalogue would judge, which knows the function and the view. */
    private boolean isRead(String sql) {
        Inspector inspector = new Inspector(dialect());
        Verdict verdict = inspector.inspect(sql);
        if (verdict.kind() != StatementKind.READ) {
            return false;
        }
        Names names = inspector.names(sql);
        return names.called().stream().noneMatch(name -> name.name().equals("touch"))
                && names.relations().stream().noneMatch(name -> name.name().equals("touching"));
    }

    /** Half of them are made of little but what opens and closes, since it is there that a reader loses its way. */
    private static String soup(SplittableRandom random) {
        StringBuilder sql = new StringBuilder("SELECT ");
        if (random.nextBoolean()) {
            tight(sql, random);
        } else {
            wide(sql, random);
        }
        int at;
        while ((at = sql.indexOf("EFFECT")) >= 0) {
            sql.replace(at, at + "EFFECT".length(), pick(random.nextBoolean() ? LOCKS : EFFECTS, random));
        }
        return sql.toString();
    }

    /** An effect between two tangles, each of which may hide it or not. */
    private static void tight(StringBuilder sql, SplittableRandom random) {
        sql.append("1, ");
        String opening = pick(OPENING, random);
        sql.append(opening);
        if (random.nextInt(3) == 0) {
            sql.append(pick(TIGHT, random));
        }
        sql.append(", EFFECT, ");
        if (random.nextInt(3) == 0) {
            sql.append(pick(TIGHT, random));
        }
        sql.append(pick(CLOSING, random));
    }

    private static void wide(StringBuilder sql, SplittableRandom random) {
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            switch (random.nextInt(8)) {
                case 0 -> sql.append("1");
                case 1 -> sql.append("EFFECT");
                default -> literal(sql, random);
            }
            if (parts > 1) {
                sql.append(pick(BETWEEN, random));
            }
        }
        if (random.nextInt(4) == 0) {
            sql.append(" FROM t");
        }
    }

    private static void literal(StringBuilder sql, SplittableRandom random) {
        char quote = "'''\"\"`".charAt(random.nextInt(6));
        sql.append(pick(PREFIXES, random)).append(quote);
        for (int length = random.nextInt(3); length > 0; length--) {
            sql.append(pick(BODIES, random));
        }
        sql.append(quote);
    }

    private static String pick(String[] from, SplittableRandom random) {
        return from[random.nextInt(from.length)];
    }

    private static boolean runs(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                // What follows may have an effect or fail.
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private String stateOf(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(effects())) {
            rows.next();
            return rows.getString(1);
        }
    }
}
