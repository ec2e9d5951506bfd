// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.route.StatementKind;

/**
 * Where literals end that go on behind a line break, or stand beside each other. In the texts, ~ is a line break and ^
 * a carriage return.
 */
class LiteralsTest {

    private static final String LOCK = "pg_try_advisory_lock(99)";

    private static StatementKind kind(Dialect dialect, String text) {
        String sql = text.replace('~', '\n').replace('^', '\r').replace("LOCK", LOCK);
        return new Inspector(dialect).inspect(sql).kind();
    }

    /** In each of them the call stands outside all literals. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT E'a'~'\\'', 'x\\', LOCK, E'b'~'\\''",
                "SELECT e'a'^'\\'', 'x\\', LOCK, E'b'^'\\''",
                "SELECT E'a'^~'\\'', 'x\\', LOCK, E'b'^~'\\''",
                "SELECT E'a' \t~ \t'\\'', 'x\\', LOCK, E'b' ~ '\\''",
                "SELECT E'a'\f~'\\'', 'x\\', LOCK, E'b'~\f'\\''",
                "SELECT E'a' -- it's~'\\'', 'x\\', LOCK, E'b'~'\\''",
                "SELECT E'a' -- it's^'\\'', 'x\\', LOCK, E'b'~'\\''",
                "SELECT E'a'--~--~'\\'', 'x\\', LOCK, E'b'~-- '~ -- ~'\\''",
                "SELECT E'a'~'b'~'\\'', 'x\\', LOCK, E'b'~'c'~'\\''",
                "SELECT E'a\\''~'\\'', 'x\\', LOCK, E'b'~'\\''",
                "SELECT E'a'''~'\\'', 'x\\', LOCK, E'b'~'\\''",
                "SELECT 'a\\'~'', LOCK, E'\\''",
                "SELECT 'a'~'\\', LOCK, E'b\\''",
                "SELECT N'a'~'\\', LOCK, E'b\\''",
                "SELECT U&'a'~'\\', LOCK, E'b\\''",
                "SELECT $$a$$~'\\', LOCK, E'b\\''",
                "SELECT E'a' '\\', LOCK, E'b\\''",
                "SELECT E'a' /* ~ */ '\\', LOCK, E'b\\''",
                "SELECT E'a' ~ /**/ '\\', LOCK, E'b\\''",
                "SELECT E'a', '\\', LOCK, E'b\\''",
            })
    void aCallBehindALiteralInPartsIsSeen(String text) {
        assertThat(kind(Dialects.POSTGRESQL, text)).isNotEqualTo(StatementKind.READ);
    }

    /** In each of them the call is within a literal, however backslashes are read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT E'a'~'\\', LOCK, b'",
                "SELECT E'a' -- '~'\\', LOCK, b'",
                "SELECT E'a'^~-- '^~'\\', LOCK, b'~'\\''",
                "SELECT 'a'~', LOCK, b'",
                "SELECT 'a'~''', LOCK, b'",
                "SELECT X'1f'~'00', 'LOCK'",
            })
    void aCallWithinALiteralInPartsIsNone(String text) {
        assertThat(kind(Dialects.POSTGRESQL, text)).isEqualTo(StatementKind.READ);
    }

    /** They keep their own escapes, of which each may be on or off. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT 'a' 'b', "c" 'd', N'e'~'f', _utf8mb4'g' 'h'       | READ
            SELECT 'a'~'\\'', 'x' ' FOR UPDATE -- '                  | PRIMARY_ONLY
            SELECT 'a'~'\\', GET_LOCK('b', 1), ''                    | UNKNOWN
            SELECT 'a'~'\\' FOR UPDATE -- '                          | PRIMARY_ONLY
            SELECT "a"~"\\", GET_LOCK('b', 1), ""                    | UNKNOWN
            SELECT "a" 'b\\'' FROM t WHERE "c" = 'FOR UPDATE'        | READ
            """)
    void literalsBesideEachOtherAreLiteralsOfTheirOwnOnMariaDbAndMysql(String text, StatementKind expected) {
        for (Dialect dialect : new Dialect[] {Dialects.MARIADB, Dialects.MYSQL}) {
            assertThat(kind(dialect, text)).as(dialect + " " + text).isEqualTo(expected);
        }
    }
}
