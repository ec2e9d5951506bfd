// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.SplittableRandom;

/**
 * Texts in which literals, names and comments open and close where a reader may lose its way, with effects among them
 * that may be hidden or not.
 */
final class TangledTexts {

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

    private TangledTexts() {}

    /** Half of them are made of little but what opens and closes, since it is there that a reader loses its way. */
    static String next(SplittableRandom random) {
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
}
