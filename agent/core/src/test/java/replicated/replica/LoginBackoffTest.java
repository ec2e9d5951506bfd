// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import replicated.config.Secret;

/** A wrong password must not be sent again and again, and a new one not be kept waiting. */
class LoginBackoffTest {

    private static final Credentials WRONG = new Credentials("app", new Secret("wrong"));
    private static final Credentials RIGHT = new Credentials("app", new Secret("right"));
    private final SQLException said = new SQLException("password authentication failed", "28P01");

    private long now = 1L << 62;
    private final LoginBackoff backoff = new LoginBackoff("replica 'one'", () -> now);

    @Test
    void pausesDoubleFromOneSecondToThirty() {
        List<Long> tries = new ArrayList<>();
        for (int second = 0; second < 121; second++) {
            if (admits(WRONG)) {
                tries.add((long) second);
                backoff.refused(WRONG, said);
            }
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(tries).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 61L, 91L);
    }

    @Test
    void whatIsThrownMeanwhileIsWhatTheServerSaid() {
        backoff.refused(WRONG, said);
        assertThat(backoff.isRefused()).isTrue();
        assertThatThrownBy(() -> backoff.admit(WRONG))
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("password authentication failed (28P01)")
                .hasCause(said);
    }

    @Test
    void otherCredentialsAreTriedAtOnceAndOnlyOnce() {
        backoff.refused(WRONG, said);
        assertThat(admits(RIGHT)).isTrue();
        assertThat(admits(RIGHT)).isFalse();
        backoff.succeeded();
        assertThat(backoff.isRefused()).isFalse();
        assertThat(admits(WRONG)).isTrue();
    }

    @Test
    void credentialsThatAreOthersEachTimeAreNoNews() {
        int tries = 0;
        for (int second = 0; second < 60; second++) {
            Credentials token = new Credentials("app", new Secret("token-" + second));
            if (admits(token)) {
                tries++;
                backoff.refused(token, said);
            }
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(tries).isLessThan(11);
    }

    @Test
    void aFailureAfterASuccessBeginsAnew() {
        for (int i = 0; i < 5; i++) {
            backoff.refused(WRONG, said);
        }
        backoff.succeeded();
        backoff.refused(WRONG, said);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(admits(WRONG)).isTrue();
    }

    private boolean admits(Credentials credentials) {
        try {
            backoff.admit(credentials);
            return true;
        } catch (LoginRefusedException heldBack) {
            return false;
        }
    }
}
