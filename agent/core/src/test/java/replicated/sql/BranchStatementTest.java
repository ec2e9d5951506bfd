// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.sql.BranchStatement.Verb;

/** Statements about branches as drivers write them: what one is not sure of is none. */
class BranchStatementTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "XA START 0x61,0x62,0x1 | START | 0x61,0x62,0x1 | false",
                "xa begin 0x61,0x62,0x1 | START | 0x61,0x62,0x1 | false",
                "XA START 0x61,0x62,0x1 RESUME | START | 0x61,0x62,0x1 | true",
                "XA START 0x61,0x62,0x1 JOIN | START | 0x61,0x62,0x1 | true",
                "XA END 0x61,0x62,0x1 | END | 0x61,0x62,0x1 | false",
                "XA END 0x61,0x62,0x1 SUSPEND | END | 0x61,0x62,0x1 | false",
                "XA END 0x61,0x62,0x1 SUSPEND FOR MIGRATE | END | 0x61,0x62,0x1 | false",
                "XA PREPARE 0x61,0x62,0x1 | PREPARE | 0x61,0x62,0x1 | false",
                "XA COMMIT 0x61,0x62,0x1 | COMMIT | 0x61,0x62,0x1 | false",
                "XA COMMIT 0x61,0x62,0x1 ONE PHASE | COMMIT | 0x61,0x62,0x1 | false",
                "XA ROLLBACK 0x61,0x62,0x1 | ROLLBACK | 0x61,0x62,0x1 | false",
                "XA RECOVER | RECOVER | '' | false"
            })
    void readsWhatADriverWrites(String sql, Verb verb, String branch, boolean goesOn) {
        assertThat(BranchStatement.of(sql)).isEqualTo(new BranchStatement(verb, branch, goesOn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "XA",
                "XAVIER 'a'",
                "SELECT xa FROM t",
                "XA STARTED 'a'",
                "/* by whom */ XA START 'a'",
                "XA COMMIT 'a'; DELETE FROM t",
                "XA COMMIT 'a';"
            })
    void isNotSureOfOthers(String sql) {
        assertThat(BranchStatement.of(sql)).isNull();
    }

    /** It is read on the application's thread. */
    @Test
    @Timeout(5)
    void readsWhatIsMostlyBlankInNoTime() {
        for (int time = 0; time < 100; time++) {
            assertThat(BranchStatement.of("XA COMMIT " + " ".repeat(380) + "a;"))
                    .isNull();
        }
    }

    /** No driver writes one, and so it is not worth the time. */
    @Test
    void readsNoLongText() {
        assertThat(BranchStatement.of("XA COMMIT " + " ".repeat(1_000_000) + "'a'"))
                .isNull();
    }
}
