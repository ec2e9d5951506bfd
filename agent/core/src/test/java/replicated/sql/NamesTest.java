// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;

/**
 * The names in a text are found wherever they stand: what is missed there is read on a replica that does not have it.
 */
class NamesTest {

    private static Names names(Dialect dialect, String sql) {
        return new Inspector(dialect).names(sql);
    }

    private static List<String> relations(Dialect dialect, String sql) {
        return names(dialect, sql).relations().stream()
                .map(name -> name.qualifier() == null ? name.name() : name.qualifier() + "." + name.name())
                .toList();
    }

    private static List<String> unlisted(Dialect dialect, String sql) {
        return names(dialect, sql).called().stream()
                .filter(name -> !name.listed() || name.qualifier() != null)
                .map(name -> name.qualifier() == null ? name.name() : name.qualifier() + "." + name.name())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT a, b FROM t | t
            SELECT * FROM t, u AS x, v y WHERE a IN (b, c) | t u v
            SELECT * FROM a JOIN b ON a.x = b.x, c | a b c
            SELECT * FROM a AS x (p, q), b | a b
            SELECT * FROM s.t JOIN d.s.u USING (id, no) | s.t s.u
            SELECT * FROM ONLY t, LATERAL (SELECT q FROM u, w) v | t u w
            SELECT * FROM (a CROSS JOIN b), c ORDER BY p, q | a b c
            SELECT (SELECT max(x) FROM t), EXTRACT(year FROM d), substring(e from 2 for 3) FROM u | t u
            SELECT a IS DISTINCT FROM b FROM t | t
            WITH c AS (SELECT 1 FROM t), d (n) AS (SELECT 2 FROM u) SELECT * FROM c, d | t u c d
            TABLE t | t
            SELECT 1 UNION TABLE t | t
            SELECT * FROM f(a, b), t | t
            SELECT * FROM ROWS FROM (f(1), g(2)) r, t | t
            SELECT 'FROM x, y' FROM "T" -- FROM z | t
            SELECT * FROM t TABLESAMPLE system (10), u | t u
            INSERT INTO t (a, b) SELECT x, y FROM u, v | t u v
            UPDATE t SET a = 1, b = c FROM u, w WHERE x = y | t u w
            DELETE FROM t USING u, w WHERE x = y | t u w
            MERGE INTO t USING u ON a = b WHEN MATCHED THEN UPDATE SET c = d | t u
            INSERT INTO t VALUES (1, 2), (3, 4) ON CONFLICT (id, no) DO UPDATE SET a = b, c = d | t
            SELECT * FROM t FOR UPDATE OF t | t
            """)
    void relationsOfPostgresAreFound(String sql, String expected) {
        assertThat(relations(Dialects.POSTGRESQL, sql)).containsExactly(expected.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT * FROM `a``b`, `c`.`D` | a`b c.d
            SELECT * FROM a STRAIGHT_JOIN b, c | a b c
            SELECT * FROM a FOR SYSTEM_TIME AS OF now(), b | a b
            SELECT * FROM a USE INDEX (i, j), b | a b
            SELECT * FROM a PARTITION (p0, p1), b | a b
            SELECT * FROM {OJ a LEFT OUTER JOIN b ON a.x = b.x} | a b
            SELECT * FROM 2019_sales | 2019_sales
            SELECT * FROM a JOIN b ON insert(a.x, 1, 1, '') = b.y, c | a b c
            REPLACE INTO t (a) VALUES (1) | t
            UPDATE a, b SET x = 1, y = 2 | a b
            UPDATE LOW_PRIORITY a JOIN b SET x = 1 | a b
            """)
    void relationsOfMariaDbAreFound(String sql, String expected) {
        assertThat(relations(Dialects.MARIADB, sql)).containsExactly(expected.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            SELECT lower(a), count(*) FROM t WHERE a IN (1, 2) AND EXISTS (SELECT 1) | -
            SELECT f(1) | f
            SELECT app.f(1), "F" (2), pg_catalog.lower(a) | app.f f pg_catalog.lower
            SELECT DISTINCT ON (a) f(b) FROM t | f
            SELECT a OPERATOR(pg_catalog.+) f(b) | f
            WITH a (x) AS (SELECT 1), b (y) AS (SELECT f(1)) SELECT * FROM (SELECT 1) c (z), d AS e (q) | f
            SELECT * FROM t TABLESAMPLE system (10) REPEATABLE (1) | -
            SELECT a AT TIME ZONE (b), a SIMILAR TO ('x'), c COLLATE "C" FROM t | -
            SELECT sum(a) FILTER (WHERE b) OVER (PARTITION BY c) FROM t | -
            SELECT * FROM f(1) WITH ORDINALITY, g (2) | f g
            """)
    void callsOfPostgresAreFound(String sql, String expected) {
        List<String> names = expected == null ? List.of() : List.of(expected.split(" ", -1));
        assertThat(unlisted(Dialects.POSTGRESQL, sql)).containsExactlyElementsOf(names);
    }

    @Test
    void whatOneReadingFindsIsEnough() {
        // With standard_conforming_strings off, the literal ends later.
        String sql = "SELECT 'a\\' , f(1) , 'b'";
        assertThat(names(Dialects.POSTGRESQL, sql).called())
                .extracting(Names.Name::name)
                .contains("f");
        assertThat(names(Dialects.MARIADB, "SELECT /*! f(1) */ 1").called())
                .extracting(Names.Name::name)
                .contains("f");
    }

    @Test
    void aNameIsCutOffWherePostgresCutsIt() {
        String name = "n".repeat(70);
        assertThat(relations(Dialects.POSTGRESQL, "SELECT * FROM " + name)).containsExactly("n".repeat(63));
        assertThat(relations(Dialects.MARIADB, "SELECT * FROM " + name)).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            INSERT INTO t VALUES (1) | true
            INSERT INTO t SELECT * FROM u | true
            UPDATE t SET a = 1 | true
            DELETE FROM t WHERE a = 1 | true
            DELETE a, b FROM t a JOIN u b | false
            INSERT t VALUES (1) | false
            INSERT INTO t VALUES (1); DELETE FROM u | false
            WITH x AS (DELETE FROM u RETURNING *) INSERT INTO t SELECT * FROM x | false
            CREATE TABLE t (a int) | false
            SELECT a INTO t FROM u | false
            """)
    void aPlainChangeIsTold(String sql, boolean plain) {
        assertThat(names(Dialects.POSTGRESQL, sql).changesOnlyItsRelations()).isEqualTo(plain);
    }
}
