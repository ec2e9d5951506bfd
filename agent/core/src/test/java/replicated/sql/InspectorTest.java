// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.dialect.Dialect;
import replicated.dialect.DialectName;
import replicated.dialect.Dialects;
import replicated.route.StatementKind;

/** What a verdict says beside the kind: what a routed connection keeps its books by. */
class InspectorTest {

    @ParameterizedTest
    @MethodSource("replicated.dialect.Dialects#all")
    void nothingIsUnknown(Dialect dialect) {
        Inspector inspector = new Inspector(dialect);
        assertThat(inspector.inspect(null)).isEqualTo(Verdict.UNKNOWN);
        assertThat(inspector.inspect("")).isEqualTo(Verdict.UNKNOWN);
        assertThat(inspector.inspect(" ; ")).isEqualTo(Verdict.UNKNOWN);
        assertThat(inspector.inspect("/* only a comment */ -- and another")).isEqualTo(Verdict.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            POSTGRESQL | SELECT pg_advisory_lock(1)
            POSTGRESQL | CREATE TEMP TABLE t (id int)
            POSTGRESQL | SELECT id INTO TEMP t FROM account
            POSTGRESQL | LISTEN c
            POSTGRESQL | PREPARE p AS SELECT 1
            POSTGRESQL | EXECUTE p
            POSTGRESQL | DECLARE c CURSOR WITH HOLD FOR SELECT 1
            POSTGRESQL | SELECT set_config('a.b', 'c', false)
            POSTGRESQL | SELECT pg_backend_pid()
            POSTGRESQL | SET default_transaction_read_only = off
            POSTGRESQL | SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
            POSTGRESQL | RESET ALL
            MARIADB    | SET SESSION wait_timeout = 1
            MYSQL      | SELECT GET_LOCK('a', 1)
            MYSQL      | SET @a = 1
            MYSQL      | SELECT @a := 1
            MYSQL      | SELECT id INTO @a FROM account
            MYSQL      | CREATE TEMPORARY TABLE t (id int)
            MYSQL      | LOCK TABLES account WRITE
            MYSQL      | HANDLER account OPEN
            MARIADB    | SET sql_mode = CONCAT(@@sql_mode, ',ANSI')
            H2         | SET @a = 1
            OTHER      | SET NOCOUNT ON
            OTHER      | ALTER SESSION SET CURRENT_SCHEMA = app
            """)
    void whatOnlyThisSessionHasPinsTheConnection(@ConvertWith(DialectName.class) Dialect dialect, String sql) {
        assertThat(new Inspector(dialect).inspect(sql).pinsSession()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            POSTGRESQL | SELECT 1
            POSTGRESQL | SELECT * FROM account FOR UPDATE
            POSTGRESQL | SELECT nextval('s')
            POSTGRESQL | INSERT INTO account VALUES (1)
            POSTGRESQL | SET search_path = app
            POSTGRESQL | BEGIN
            MYSQL      | SET NAMES utf8mb4
            MYSQL      | SELECT LAST_INSERT_ID()
            """)
    void whatLeavesNothingBehindDoesNotPin(@ConvertWith(DialectName.class) Dialect dialect, String sql) {
        assertThat(new Inspector(dialect).inspect(sql).pinsSession()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            MYSQL      | CREATE TABLE t (id int)        | true
            MYSQL      | CREATE TEMPORARY TABLE t (x int) | false
            MYSQL      | ALTER TABLE t ADD x int        | true
            MYSQL      | TRUNCATE t                     | true
            MYSQL      | GRANT SELECT ON t TO u         | true
            MYSQL      | START TRANSACTION              | true
            MYSQL      | SET autocommit = 1             | true
            MARIADB    | LOCK TABLES t READ             | true
            MYSQL      | INSERT INTO t VALUES (1)       | false
            POSTGRESQL | CREATE TABLE t (id int)        | false
            POSTGRESQL | TRUNCATE t                     | false
            POSTGRESQL | START TRANSACTION              | false
            POSTGRESQL | CALL tidy()                    | true
            POSTGRESQL | SELECT 1; INSERT INTO t VALUES (1) | true
            H2         | CREATE TABLE t (id int)        | true
            OTHER      | DROP TABLE t                   | true
            """)
    void definitionsCommitWhereTheServerDoes(
            @ConvertWith(DialectName.class) Dialect dialect, String sql, boolean commits) {
        assertThat(new Inspector(dialect).inspect(sql).implicitCommit()).isEqualTo(commits);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            BEGIN                          | begins
            START TRANSACTION READ ONLY    | begins
            COMMIT                         | commits
            END                            | commits
            COMMIT WORK                    | commits
            COMMIT AND CHAIN               | begins commits
            COMMIT AND NO CHAIN            | commits
            ROLLBACK                       | rollsBack
            ABORT                          | rollsBack
            ROLLBACK AND CHAIN             | begins rollsBack
            ROLLBACK TO a                  | ''
            ROLLBACK WORK TO SAVEPOINT a   | ''
            SAVEPOINT a                    | ''
            RELEASE SAVEPOINT a            | ''
            COMMIT PREPARED 'x'            | commits
            BEGIN; INSERT INTO t VALUES (1); COMMIT | begins commits
            CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END | ''
            SELECT 1                       | ''
            """)
    void transactionsByTextAreTold(String sql, String expected) {
        Verdict verdict = new Inspector(Dialects.POSTGRESQL).inspect(sql);
        String told = (verdict.begins() ? "begins " : "")
                + (verdict.commits() ? "commits " : "")
                + (verdict.rollsBack() ? "rollsBack " : "");
        assertThat(told.strip()).isEqualTo(expected.replace("''", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POSTGRESQL | SELECT create_order(?)                                       | true
            POSTGRESQL | SELECT id FROM shop.create_order(1)                          | true
            POSTGRESQL | SELECT id FROM t WHERE f (id)                                | true
            POSTGRESQL | SELECT count(*), max(lower(name)) FROM t WHERE id IN (1, 2)  | false
            POSTGRESQL | SELECT jsonb_path_query(doc, '$.a') FROM t                   | false
            POSTGRESQL | SELECT pg_get_viewdef(oid), pg_sleep(0) FROM pg_class        | false
            POSTGRESQL | WITH x (a) AS (VALUES (1)) SELECT CAST(a AS numeric(5, 2)) FROM x | false
            POSTGRESQL | SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t  | false
            MYSQL      | SELECT create_order(?)                                       | true
            MARIADB    | SELECT date_format(now(), '%Y'), JSON_EXTRACT(d, '$.a') FROM t | false
            """)
    void aReadByAFunctionThatIsNotListedIsTold(
            @ConvertWith(DialectName.class) Dialect dialect, String sql, boolean told) {
        Verdict verdict = new Inspector(dialect).inspect(sql);

        assertThat(verdict.kind()).isEqualTo(StatementKind.READ);
        assertThat(verdict.callsUnlisted()).isEqualTo(told);
    }

    @Test
    void aSettingOfTheTransactionIsToldFromOneOfTheSession() {
        Inspector inspector = new Inspector(Dialects.POSTGRESQL);
        assertThat(inspector.inspect("SET LOCAL work_mem = '8MB'").transactionLocal())
                .isTrue();
        assertThat(inspector.inspect("SET work_mem = '8MB'").transactionLocal()).isFalse();
    }

    @Test
    void aWriteAmongSeveralStatementsIsAWriteAndTheyAreNeverARead() {
        Inspector inspector = new Inspector(Dialects.POSTGRESQL);
        assertThat(inspector.inspect("SELECT 1; DELETE FROM t").kind()).isEqualTo(StatementKind.WRITE);
        assertThat(inspector.inspect("SELECT 1; SELECT 2").kind()).isEqualTo(StatementKind.UNKNOWN);
        assertThat(inspector.inspect("SELECT 1; /* nothing */ ; --").kind()).isEqualTo(StatementKind.READ);
    }

    @Test
    void aTextThatMeansTwoThingsIsTakenForTheWorse() {
        Inspector inspector = new Inspector(Dialects.MYSQL);
        assertThat(inspector.inspect("SELECT '\\'', id FROM t -- '").kind()).isEqualTo(StatementKind.READ);
        assertThat(inspector.inspect("SELECT 'a\\' FOR UPDATE -- '").kind()).isEqualTo(StatementKind.PRIMARY_ONLY);
        assertThat(inspector
                        .inspect("SELECT 1 /*!99999 ' */ FOR UPDATE -- ' */")
                        .kind())
                .isEqualTo(StatementKind.PRIMARY_ONLY);
    }

    @Test
    void parameterMarksOfDriversAndServersAreNoHindrance() {
        assertThat(new Inspector(Dialects.POSTGRESQL)
                        .inspect("SELECT id FROM t WHERE a = ? AND b = $1 AND c ?? 'x' LIMIT ?")
                        .kind())
                .isEqualTo(StatementKind.READ);
    }

    @Test
    void controlCharactersOutsideLiteralsAreNotUnderstood() {
        assertThat(new Inspector(Dialects.POSTGRESQL).inspect("SELECT\u00001").kind())
                .isEqualTo(StatementKind.UNKNOWN);
    }
}
