// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A replica must be left alone when it is gone, and never for a lock wait or a wrong statement; and what only a replica
 * refuses is run elsewhere.
 */
class ErrorRulesTest {

    private static final ErrorRules RULES = Dialects.POSTGRESQL.errors();

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, 28P01, 0, true",
        "POSTGRESQL, 28000, 0, true",
        "POSTGRESQL, 42501, 0, true",
        "POSTGRESQL, 08004, 0, true",
        "MARIADB, 28000, 1045, true",
        "MARIADB, HY000, 4151, true",
        "MYSQL, HY000, 1862, true",
        "MYSQL, 42000, 1044, true",
        "H2, 28000, 28000, true",
        "OTHER, S0001, 18456, true",
        "OTHER, 72000, 1017, true",
        "POSTGRESQL, 08001, 0, false",
        "POSTGRESQL, 08P01, 0, false",
        "POSTGRESQL, 53300, 0, false",
        "POSTGRESQL, 57P03, 0, false",
        "MYSQL, 08004, 1040, false",
        "MARIADB, 08000, -1, false"
    })
    void tellALoginThatIsRefusedFromAServerThatIsGone(
            @ConvertWith(DialectName.class) Dialect dialect, String state, int code, boolean refused) {
        SQLException error = new SQLException("x", state, code);

        assertThat(dialect.errors().loginRefused(error)).isEqualTo(refused);
        assertThat(dialect.errors().loginRefused(new SQLException("wrapped", error)))
                .isEqualTo(refused);
    }

    @Test
    void ofAPoolerTellARefusedLoginByItsText() {
        assertThat(RULES.loginRefused(new SQLException("FATAL: password authentication failed", "08P01")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, 08006, 0, true",
        "MYSQL, 08S01, 0, true",
        "MARIADB, 08S01, 0, true",
        "POSTGRESQL, 57P01, 0, true",
        "POSTGRESQL, 57P02, 0, true",
        "POSTGRESQL, 57P03, 0, true",
        "POSTGRESQL, 57P04, 0, true",
        "OTHER, 57P01, 0, true",
        "OTHER, 01002, 0, true",
        "OTHER, JZ0C0, 0, true",
        "MYSQL, HY000, 1053, true",
        "MARIADB, HY000, 1053, true",
        "MYSQL, 70100, 1927, true",
        "MARIADB, 70100, 1927, true",
        "MARIADB, HY000, 2006, true",
        "MARIADB, HY000, 2013, true",
        "H2, 90098, 90098, true",
        "POSTGRESQL, 40001, 0, false",
        "POSTGRESQL, 40P01, 0, false",
        "MYSQL, 40001, 1213, false",
        "MYSQL, HY000, 1205, false",
        "MYSQL, HY000, 1290, false",
        "MYSQL, 25006, 1792, false",
        "POSTGRESQL, 57014, 0, false",
        "POSTGRESQL, 55P03, 0, false",
        "POSTGRESQL, 42601, 0, false",
        "POSTGRESQL, 0A000, 0, false",
        "POSTGRESQL, 55000, 0, false",
        "POSTGRESQL, 53300, 0, false",
        "POSTGRESQL, 28P01, 0, false"
    })
    void goBySqlstateAndVendorCode(
            @ConvertWith(DialectName.class) Dialect dialect, String state, int code, boolean broken) {
        SQLException error = new SQLException("x", state, code);

        assertThat(dialect.errors().connectionGone(error)).isEqualTo(broken);
        assertThat(dialect.errors().rescue(error) == Rescue.CONNECTION).isEqualTo(broken);
    }

    @Test
    void lookIntoTheChainAndTheCause() {
        SQLException batch = new SQLException("batch", "42000");
        batch.setNextException(new SQLException("gone", "08006"));
        SQLException timeout = new SQLTransientConnectionException("pool", "HYT00", new SQLException("gone", "08001"));
        assertThat(Stream.of(batch, timeout)).allMatch(RULES::connectionGone);
    }

    @Test
    void takeTheDriversWordWhereThereIsNoSqlstate() {
        assertThat(RULES.connectionGone(new SQLRecoverableException("closed"))).isTrue();
        assertThat(RULES.connectionGone(new SQLException("anything"))).isFalse();
        assertThat(RULES.connectionGone(null)).isFalse();
    }

    @Test
    void endOnChainsThatAreCircles() {
        SQLException error = new SQLException("circle", "42000") {
            @Override
            public SQLException getNextException() {
                return this;
            }
        };
        assertThat(RULES.connectionGone(error)).isFalse();
    }

    @Test
    void classOfTransientErrorsSaysNothing() {
        for (Dialect each : Dialects.all()) {
            assertThat(each.errors().connectionGone(new SQLTransientConnectionException("parameter", "07004")))
                    .isFalse();
        }
    }

    /** Nobody knows what became of a statement when the way to the server broke. */
    @Test
    void tellTheServersAnswerFromABrokenConnection() {
        assertThat(RULES.isTheServersAnswer(new SQLException("duplicate", "23505")))
                .isTrue();
        assertThat(RULES.isTheServersAnswer(new SQLException("gone", "08006"))).isFalse();
        assertThat(RULES.isTheServersAnswer(new SQLException("anything"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, 25006, 0, REFUSED",
        "POSTGRESQL, 40001, 0, CONFLICT",
        "POSTGRESQL, 40P01, 0, CONFLICT",
        "POSTGRESQL, 57P01, 0, CONNECTION",
        "POSTGRESQL, 57P04, 0, CONNECTION",
        "POSTGRESQL, 08003, 0, CONNECTION",
        "POSTGRESQL, 42P01, 0, ABSENT",
        "POSTGRESQL, 55000, 0, ABSENT",
        "POSTGRESQL, 42501, 0, ABSENT",
        "POSTGRESQL, 57014, 0,",
        "POSTGRESQL, 23505, 0,",
        "POSTGRESQL, 42601, 0,",
        "MYSQL, HY000, 1290, REFUSED",
        "MYSQL, 25006, 1792, REFUSED",
        "MYSQL, HY000, 1836, REFUSED",
        "MARIADB, HY000, 1290, REFUSED",
        "MYSQL, 08S01, 0, CONNECTION",
        "MYSQL, 42S02, 1146, ABSENT",
        "MYSQL, 42000, 1142, ABSENT",
        "MARIADB, 42000, 1370, ABSENT",
        "MYSQL, 42000, 1064,",
        "H2, 90097, 90097, REFUSED",
        "H2, 42S02, 42102, ABSENT",
        "OTHER, S0001, 3906, REFUSED",
        "OTHER, 72000, 16000, REFUSED",
        "OTHER, 42000, 1,",
    })
    void codesMeanWhatTheManualsSay(
            @ConvertWith(DialectName.class) Dialect dialect, String state, int code, Rescue expected) {
        assertThat(dialect.errors().rescue(new SQLException("x", state, code))).isEqualTo(expected);
    }

    @Test
    void connectorJsOwnGuardCountsAsARefusal() {
        SQLException guard = new SQLException(
                "Connection is read-only. Queries leading to data modification are not allowed.", "S1009");

        assertThat(Dialects.MYSQL.errors().rescue(guard)).isEqualTo(Rescue.REFUSED);
        assertThat(Dialects.MYSQL.errors().rescue(new SQLException("Parameter index out of range", "S1009")))
                .isNull();
    }

    /** What runs into it would run as long again elsewhere. */
    @Test
    void theLimitOfATransactionIsTheApplications() {
        assertThat(RULES.isLimitOfTheApplication(new SQLException("x", "25P04")))
                .isTrue();
        assertThat(RULES.isLimitOfTheApplication(new SQLException("x", "25P03")))
                .isFalse();
        assertThat(RULES.isLimitOfTheApplication(new SQLException("x"))).isFalse();
    }

    /** A server that ends idle sessions or long transactions is well; only the statement has to run elsewhere. */
    @ParameterizedTest
    @ValueSource(strings = {"57P05", "25P03", "25P04"})
    void endOfOneSessionSaysNothingAboutItsServer(String state) {
        assertThat(RULES.rescue(new SQLException("x", state))).isEqualTo(Rescue.CONNECTION);
        SQLException ended = new SQLException("x", state);
        assertThat(RULES.connectionGone(ended)).isFalse();
        ended.setNextException(new SQLException("An I/O error occurred", "08006"));
        assertThat(RULES.connectionGone(ended)).as("with what its driver adds").isFalse();
        assertThat(RULES.connectionGone(new SQLException("wrapped", ended)))
                .as("as a cause")
                .isFalse();
    }

    /**
     * Drivers have the class for uses of what is closed, too: one application's bug must not take the replica from all.
     */
    @Test
    void classOfAnErrorWithAnUnlistedStateSaysNothingAboutTheServer() {
        SQLException closed = new SQLRecoverableException("x", "99999");

        assertThat(RULES.rescue(closed)).isEqualTo(Rescue.CONNECTION);
        assertThat(RULES.connectionGone(closed)).isFalse();
    }

    @Test
    void serverThatGoesDownHasNotRefusedTheStatement() {
        assertThat(RULES.isTheServersAnswer(new SQLException("x", "57P01"))).isFalse();
        assertThat(RULES.isTheServersAnswer(new SQLException("x", "23505"))).isTrue();
    }
}
