// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;

/**
 * What a page shows of statements may hold nobody's name, card or password. Fails if a literal of any spelling is kept.
 */
class StatementOutlineTest {

    @Test
    void namesAndVerbsAreKept() {
        assertThat(outline(
                        Dialects.POSTGRESQL,
                        "SELECT nextval('s'), \"Owner\".id\n FROM  \"Owner\" WHERE id = 42 AND x IN ($1, ?)"))
                .isEqualTo("SELECT nextval(?), \"Owner\".id FROM \"Owner\" WHERE id = ? AND x IN(?, ?)");
        assertThat(outline(Dialects.MYSQL, "update `t` set a = \"hunter2\" -- hunter2\n where b = 0xff"))
                .isEqualTo("update `t` set a = ? where b = ?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            POSTGRESQL|SELECT 'hunter2'
            POSTGRESQL|SELECT E'a\\'hunter2'
            POSTGRESQL|SELECT 'a\\' || 'hunter2'
            POSTGRESQL|SELECT 0xhunter2
            MYSQL|SELECT 1.ehunter2
            POSTGRESQL|SELECT $$hunter2$$
            POSTGRESQL|SELECT $x$hunter2$x$
            POSTGRESQL|SELECT U&'hunter2'
            POSTGRESQL|SELECT /* hunter2 */ 1
            POSTGRESQL|SELECT 'it''s hunter2
            MYSQL|SELECT "hunter2"
            MYSQL|SELECT 'a\\'hunter2'
            MYSQL|SELECT 'a\\', 'hunter2'
            MYSQL|SELECT _utf8'hunter2'
            MYSQL|SELECT 1 # hunter2
            MARIADB|SELECT "a\\"hunter2"
            MARIADB|SELECT "it""s hunter2"
            OTHER|SELECT "hunter2"
            OTHER|SELECT 'hunter2'
            H2|SELECT 'hunter2'
            """)
    void noLiteralIsShown(String dialect, String sql) throws Exception {
        Dialect of = (Dialect) Dialects.class.getField(dialect).get(null);

        assertThat(outline(of, sql)).doesNotContain("hunter2").startsWith("SELECT");
    }

    @Test
    void aLongOneIsCut() {
        assertThat(outline(Dialects.POSTGRESQL, "SELECT " + "abcdefgh, ".repeat(10_000) + "x"))
                .hasSizeLessThan(400)
                .endsWith(" \u2026");
    }

    private static String outline(Dialect dialect, String sql) {
        return new Inspector(dialect).outline(sql);
    }
}
