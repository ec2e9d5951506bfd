// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.Config;
import replicated.config.ObjectNames;
import replicated.dialect.CatalogueFindings;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;
import replicated.sql.Inspector;
import replicated.sql.Verdict;

/** What a text comes to by what is known of the names in it: in doubt the primary, and the file has the last word. */
class CatalogueTest {

    private final List<String> unknown = new ArrayList<>();

    private static final Facts FACTS = new Facts(
            true,
            Set.of("reads", "array_sample2"),
            Set.of("writes", "lower"),
            Set.of("pack"),
            List.of("@@@"),
            Set.of("tag_of"),
            Set.of("audited"),
            Set.of("counters"),
            Set.of("account_seq"));

    private Verdict judged(Dialect dialect, ObjectNames rules, Facts facts, String sql) {
        return new Catalogue(dialect, rules, facts, unknown::add)
                .judge(new InspectedText(sql, sql.hashCode(), new Inspector(dialect).inspect(sql)));
    }

    private StatementKind kind(String sql) {
        return judged(Dialects.POSTGRESQL, Config.DEFAULT.objects(), FACTS, sql).kind();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT reads(1) FROM t | READ
            SELECT app.reads(1) FROM t | READ
            SELECT upper(a) FROM t | READ
            SELECT writes(1) | FUNCTION
            SELECT "WRITES"(1) | FUNCTION
            SELECT app.writes(1) | FUNCTION
            SELECT lower(a) FROM t | FUNCTION
            SELECT pack.reads(1) | FUNCTION
            SELECT a @@@ b FROM t | FUNCTION
            SELECT t.tag_of FROM t | FUNCTION
            SELECT * FROM audited | FUNCTION
            SELECT * FROM app."Audited" | FUNCTION
            SELECT * FROM counters, t | TABLE
            SELECT reads(1) FROM counters | TABLE
            SELECT writes(1) FROM counters | FUNCTION
            SELECT nobody_knows(1) | FUNCTION
            SELECT pg_catalog.upper(a), pg_catalog.array_sample2(b, 1) FROM t | READ
            SELECT pg_advisory_lock(1) | PRIMARY_ONLY
            UPDATE t SET a = reads(1) | WRITE
            """)
    void functionsAndRelationsAreJudgedByWhatIsKnown(String sql, StatementKind expected) {
        assertThat(kind(sql)).isEqualTo(expected);
    }

    @Test
    void onlyWhatIsKnownNowhereIsAskedFor() {
        kind("SELECT reads(1), writes(2), upper('x'), nobody_knows(3)");
        assertThat(unknown).isEmpty();
        kind("SELECT reads(1), upper('x'), nobody_knows(3)");
        assertThat(unknown).containsExactly("nobody_knows");
    }

    @Test
    void aProvedReadDoesNotCountAsAWriteAndAnUnprovedOneMay() {
        assertThat(judged(Dialects.POSTGRESQL, ObjectNames.NONE, FACTS, "SELECT reads(1)")
                        .callsUnlisted())
                .isFalse();
        assertThat(judged(Dialects.POSTGRESQL, ObjectNames.NONE, FACTS, "SELECT * FROM audited")
                        .callsUnlisted())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT * FROM spring_session | TABLE
            SELECT * FROM app.SPRING_SESSION_ATTRIBUTES a JOIN t ON a.x = t.x | TABLE
            SELECT batch_no FROM t WHERE extract(year FROM batch_date) = 1 | READ
            UPDATE SPRING_SESSION SET LAST_ACCESS_TIME = ? WHERE PRIMARY_ID = ? | BOOKKEEPING
            INSERT INTO SPRING_SESSION_ATTRIBUTES (A, B, C) SELECT P, ?, ? FROM SPRING_SESSION WHERE S = ? | BOOKKEEPING
            INSERT INTO spring_session (a) VALUES (?) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b | BOOKKEEPING
            DELETE FROM "app"."spring_session" WHERE EXPIRY_TIME < ? | BOOKKEEPING
            SELECT * FROM qrtz_locks WHERE lock_name = ? FOR UPDATE | BOOKKEEPING
            SELECT * FROM qrtz_locks l JOIN t ON l.x = t.x FOR UPDATE | PRIMARY_ONLY
            INSERT INTO spring_session SELECT * FROM t | WRITE
            INSERT INTO t SELECT * FROM spring_session | WRITE
            UPDATE spring_session SET a = writes(1) | WRITE
            UPDATE spring_session, t SET a = 1 | WRITE
            DELETE FROM spring_session; DELETE FROM t | WRITE
            WITH x AS (DELETE FROM t RETURNING a) DELETE FROM spring_session | WRITE
            CREATE TABLE spring_session (a int) | WRITE
            TRUNCATE spring_session | WRITE
            """)
    void bookkeepingIsWhatNamesNothingElse(String sql, StatementKind expected) {
        assertThat(kind(sql)).isEqualTo(expected);
    }

    @Test
    void theFileHasTheLastWord() {
        ObjectNames rules = new ObjectNames(List.of("WRITES", "app.odd_*"), List.of("reads"), List.of());
        assertThat(judged(Dialects.POSTGRESQL, rules, FACTS, "SELECT writes(1)").kind())
                .isEqualTo(StatementKind.READ);
        assertThat(judged(Dialects.POSTGRESQL, rules, FACTS, "SELECT reads(1)").kind())
                .isEqualTo(StatementKind.FUNCTION);
        assertThat(judged(Dialects.POSTGRESQL, rules, FACTS, "SELECT app.odd_one(1)")
                        .kind())
                .isEqualTo(StatementKind.READ);
        assertThat(judged(Dialects.POSTGRESQL, rules, FACTS, "SELECT odd_one(1)")
                        .kind())
                .as("whose it is, is not known")
                .isEqualTo(StatementKind.FUNCTION);
        assertThat(judged(Dialects.POSTGRESQL, rules, FACTS, "UPDATE spring_session SET a = 1")
                        .kind())
                .isEqualTo(StatementKind.WRITE);
    }

    @Test
    void untilTheCatalogueIsKnownOnlyWhatNamesNothingMayReadFromReplicas() {
        assertThat(judged(Dialects.MARIADB, ObjectNames.NONE, Facts.NOT_YET, "SELECT 1")
                        .kind())
                .isEqualTo(StatementKind.READ);
        assertThat(judged(Dialects.MARIADB, ObjectNames.NONE, Facts.NOT_YET, "SELECT a FROM t")
                        .kind())
                .isEqualTo(StatementKind.TABLE);
        assertThat(judged(Dialects.MARIADB, ObjectNames.NONE, Facts.NOT_YET, "SELECT reads(1)")
                        .kind())
                .isEqualTo(StatementKind.FUNCTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT reads(1)", "SELECT * FROM f(1), t"})
    void withoutACatalogueTheFileAloneTellsOfFunctions(String sql) {
        ObjectNames rules = new ObjectNames(List.of("reads", "f"), List.of(), List.of("sessions"));
        assertThat(judged(Dialects.H2, ObjectNames.NONE, Facts.NONE, sql).kind())
                .isEqualTo(StatementKind.UNKNOWN);
        assertThat(judged(Dialects.H2, rules, Facts.NONE, sql).kind()).isEqualTo(StatementKind.READ);
        assertThat(judged(Dialects.H2, rules, Facts.NONE, sql + " FOR UPDATE").kind())
                .isEqualTo(StatementKind.PRIMARY_ONLY);
        assertThat(judged(Dialects.H2, rules, Facts.NONE, "SELECT * FROM sessions")
                        .kind())
                .isEqualTo(StatementKind.TABLE);
    }

    @Test
    void viewsAreFollowedThroughViews() {
        CatalogueFindings findings = new CatalogueFindings();
        findings.function("writes", false);
        findings.function("reads", true);
        findings.primaryRelation("counters");
        findings.relation("third", "SELECT * FROM second");
        findings.relation("second", "SELECT * FROM first");
        findings.relation("first", "SELECT writes(a) FROM t");
        findings.relation("fine", "SELECT reads(a) FROM t");
        findings.relation("locked", "SELECT pg_advisory_lock(1)");
        findings.relation("hidden", "");
        findings.relation("sums", "SELECT sum(n) FROM counters");
        findings.relation("sessions", "SELECT * FROM spring_session");

        Facts facts = Conclusions.of(findings, Dialects.POSTGRESQL, Config.DEFAULT.objects());

        assertThat(facts.callingRelations()).containsExactlyInAnyOrder("first", "second", "third", "locked", "hidden");
        assertThat(facts.primaryRelations()).containsExactlyInAnyOrder("counters", "sums", "sessions");
    }
}
