// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that was restarted is no second one, and two that take turns are not one that restarts all the time. */
class PoolerAliasTest {

    private final PoolerAlias alias = new PoolerAlias();

    @Test
    void oneThatIsReplacedByAnotherIsStillOne() {
        assertThat(alias.met("a", 0)).isFalse();
        alias.admit("a");
        assertThat(alias.admits("a")).isTrue();
        assertThat(alias.met("a-restarted", 1)).isFalse();
        assertThat(alias.admits("a-restarted")).isFalse();
        alias.admit("a-restarted");
        assertThat(alias.admits("a-restarted")).isTrue();
        assertThat(alias.admits("a")).isFalse();
    }

    @Test
    void twoAtOnceAreSeveral() {
        assertThat(alias.met(List.of("a", "a", "a"), 0)).isFalse();
        assertThat(alias.met(List.of("a", "b"), 1)).isTrue();
        alias.admit("a");
        assertThat(alias.admits("a")).isFalse();
    }

    @Test
    void twoInTurnAreSeveral() {
        alias.met("a", 0);
        alias.admit("a");
        assertThat(alias.met("b", 1)).isFalse();
        assertThat(alias.met("a", 2)).isTrue();
        assertThat(alias.admits("a")).isFalse();
    }

    @Test
    void isTriedAgainLongAfterTheLastSignOfSeveral() {
        alias.met(List.of("a", "b"), 0);
        assertThat(alias.met("b", TimeUnit.MINUTES.toNanos(9))).isTrue();
        assertThat(alias.met("b", TimeUnit.MINUTES.toNanos(11))).isFalse();
        alias.admit("b");
        assertThat(alias.admits("b")).isTrue();
    }

    @Test
    void serversWithoutAnIdentityAreNeverAdmitted() {
        alias.admit("");
        assertThat(alias.admits("")).isFalse();
    }
}
