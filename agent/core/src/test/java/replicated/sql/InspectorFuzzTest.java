// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;

/** Hostile and mangled texts: no exception, no loop, linear work, and no write that becomes a read. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InspectorFuzzTest {

    private static final String[] PIECES = {
        "select",
        "FOR",
        "update",
        "insert",
        "into",
        "with",
        "as",
        "set",
        "explain",
        "begin",
        "commit",
        "nextval",
        "pg_",
        "a",
        "1",
        "'",
        "''",
        "\"",
        "`",
        "\\",
        "\\'",
        "\\\"",
        "$",
        "$$",
        "$a$",
        "/*",
        "*/",
        "/*!",
        "/*!50000",
        "/*M!",
        "/*+",
        "--",
        "-- ",
        "#",
        "//",
        "\n",
        "\r",
        "\t",
        " ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "{call",
        ";",
        ",",
        ".",
        ":",
        "::",
        ":=",
        "=",
        "?",
        "@",
        "@@",
        "e'",
        "E'",
        "U&'",
        "U&\"",
        "q'[",
        "N'",
        "\u0000",
        "\u00a0",
        "\u017f",
        "\ud800",
        "\ufeff",
        "é",
    };

    @ParameterizedTest
    @MethodSource("replicated.dialect.Dialects#all")
    void randomTextsAreReadInLinearWork(Dialect dialect) {
        SplittableRandom random = new SplittableRandom(20_240_229);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
                if (random.nextInt(3) == 0) {
                    text.append(' ');
                }
            }
            checkWork(dialect, text.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("replicated.dialect.Dialects#all")
    void longRepetitionsAreReadInLinearWork(Dialect dialect) {
        for (String piece : PIECES) {
            checkWork(dialect, "select " + piece.repeat(2_000));
            checkWork(dialect, piece.repeat(2_000));
            checkWork(dialect, (piece + " a").repeat(2_000));
        }
        checkWork(dialect, "select " + "$" + "a".repeat(2_000) + "$" + ("$" + "a".repeat(99)).repeat(200));
    }

    @ParameterizedTest
    @MethodSource("replicated.dialect.Dialects#all")
    void nothingBetweenTheWordsTurnsAnythingElseIntoARead(Dialect dialect) {
        Inspector inspector = new Inspector(dialect);
        SplittableRandom random = new SplittableRandom(7);
        String[] fillers = switch (dialect.name()) {
            case "MYSQL", "MARIADB" -> new String[] {" ", "\n\t", "/**/", "/* for x */", "-- x\n", "# x\n", "/*+ x */"};
            case "POSTGRESQL" -> new String[] {" ", "\n\t", "/**/", "/* /* ' */ x */", "-- x\n", "--'\r"};
            case "H2" -> new String[] {" ", "\n\t", "/**/", "/* ' x */", "-- x\n", "// '\n"};
            default -> new String[] {" ", "\n\t", "/**/", "/* ' x */", "-- '\n"};
        };
        for (Corpus statement : Corpus.of(dialect)) {
            if (statement.kind() == StatementKind.READ) {
                continue;
            }
            for (int round = 0; round < 30; round++) {
                String mutant = spread(statement.sql(), fillers, random);
                if (round % 3 == 1) {
                    mutant = mutant.toUpperCase(Locale.ROOT);
                }
                assertThat(inspector.inspect(mutant).kind()).as(mutant).isNotEqualTo(StatementKind.READ);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("replicated.dialect.Dialects#all")
    void aStatementHiddenAnywhereInAReadIsFound(Dialect dialect) {
        Inspector inspector = new Inspector(dialect);
        for (Corpus read : Corpus.of(dialect)) {
            if (read.kind() != StatementKind.READ || !read.sql().startsWith("SELECT")) {
                continue;
            }
            for (String tail : new String[] {"; DELETE FROM account", " FOR UPDATE"}) {
                String both = read.sql() + "\n" + tail;
                assertThat(inspector.inspect(both).kind()).as(both).isNotEqualTo(StatementKind.READ);
            }
        }
    }

    /** Puts white space and comments at the borders of tokens, where they mean nothing. */
    private static String spread(String sql, String[] fillers, SplittableRandom random) {
        StringBuilder mutant = new StringBuilder();
        int start = 0;
        for (int border : borders(sql)) {
            mutant.append(sql, start, border);
            if (random.nextInt(3) == 0) {
                mutant.append(fillers[random.nextInt(fillers.length)]);
            }
            start = border;
        }
        return mutant.append(sql, start, sql.length()).toString();
    }

    /**
     * Borders of words outside anything quoted, by a rule so plain that it needs no lexer: none after the first quote,
     * comment or sign.
     */
    private static List<Integer> borders(String sql) {
        List<Integer> borders = new ArrayList<>();
        borders.add(0);
        for (int i = 1; i < sql.length(); i++) {
            if ("'\"`$/-#[{@;\\&".indexOf(sql.charAt(i)) >= 0) {
                break;
            }
            boolean before = Character.isLetterOrDigit(sql.charAt(i - 1)) || sql.charAt(i - 1) == '_';
            boolean after = Character.isLetterOrDigit(sql.charAt(i)) || sql.charAt(i) == '_';
            if (before != after) {
                borders.add(i);
            }
        }
        return borders;
    }

    private static void checkWork(Dialect dialect, String text) {
        Inspector inspector = new Inspector(dialect);
        inspector.inspect(text);
        for (int modes = 0; modes <= dialect.text().possibleModes(); modes++) {
            CountingText counted = new CountingText(text);
            inspector.read(new Lexer(counted, dialect.text().syntax(), Vocabulary.of(dialect), modes));
            assertThat(counted.looks).as(text).isLessThanOrEqualTo(12L * text.length() + 12);
        }
    }

    private static final class CountingText extends Text {
        private long looks;

        private CountingText(String sql) {
            super(sql);
        }

        @Override
        int at(int index) {
            looks++;
            return super.at(index);
        }

        @Override
        long eight(int index) {
            looks++;
            return super.eight(index);
        }
    }
}
