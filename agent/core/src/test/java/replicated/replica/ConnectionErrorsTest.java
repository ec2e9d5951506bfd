package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica must be left alone when it is gone, and never for a lock wait or a wrong statement. */
class ConnectionErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "08006, 0, true",
        "08S01, 0, true",
        "57P01, 0, true",
        "57P02, 0, true",
        "57P03, 0, true",
        "57P04, 0, true",
        "HY000, 1053, true",
        "70100, 1927, true",
        "90098, 90098, true",
        "40001, 0, false",
        "40P01, 0, false",
        "40001, 1213, false",
        "HY000, 1205, false",
        "HY000, 1290, false",
        "25006, 1792, false",
        "57014, 0, false",
        "55P03, 0, false",
        "42601, 0, false",
        "0A000, 0, false",
        "53300, 0, false",
        "28P01, 0, false"
    })
    void goBySqlstateAndVendorCode(String state, int code, boolean broken) {
        assertThat(ConnectionErrors.broken(new SQLException("x", state, code))).isEqualTo(broken);
    }

    @Test
    void lookIntoTheChainAndTheCause() {
        SQLException batch = new SQLException("batch", "42000");
        batch.setNextException(new SQLException("gone", "08006"));
        SQLException timeout = new SQLTransientConnectionException("pool", "HYT00", new SQLException("gone", "08001"));
        assertThat(Stream.of(batch, timeout)).allMatch(ConnectionErrors::broken);
    }

    @Test
    void takeTheDriversWordWhereThereIsNoSqlstate() {
        assertThat(ConnectionErrors.broken(new SQLRecoverableException("closed")))
                .isTrue();
        assertThat(ConnectionErrors.broken(new SQLException("anything"))).isFalse();
        assertThat(ConnectionErrors.broken(null)).isFalse();
    }

    @Test
    void endOnChainsThatAreCircles() {
        SQLException error = new SQLException("circle", "42000") {
            @Override
            public SQLException getNextException() {
                return this;
            }
        };
        assertThat(ConnectionErrors.broken(error)).isFalse();
    }
}
