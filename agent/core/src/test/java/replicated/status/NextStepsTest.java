// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.jdbc.PoolTrouble;
import replicated.replica.Health;

/** A state that comes without a next step leaves whoever reads it where they were. */
class NextStepsTest {

    private final FakeReplica replica = new FakeReplica("replica-1");
    private final FakeDatabase database = new FakeDatabase("app", replica);

    @ParameterizedTest
    @EnumSource(
            value = Health.State.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UP", "PRIMARY"})
    void eachStateThatIsNotWellHasOne(Health.State state) {
        replica.health = new Health(state, null, null, "");

        assertThat(NextSteps.of(database, replica)).isNotEmpty();
    }

    @Test
    void whatIsWellHasNone() {
        assertThat(NextSteps.of(database, replica)).isEmpty();
        assertThat(NextSteps.ofPrimary(database)).isEmpty();
    }

    @Test
    void aPrimaryThatTheAgentCannotReachIsAnotherMatterThanOneThatTheApplicationCannot() {
        database.primaryHealth = new Health(Health.State.DOWN, null, null, "refused");
        assertThat(NextSteps.ofPrimary(database)).contains("pool has said nothing");

        database.poolTrouble = PoolTrouble.after(null, new SQLException("refused"), 1);
        assertThat(NextSteps.ofPrimary(database)).contains("The application is down too");
    }

    @Test
    void aReplicaThatCannotBeMeasuredForWantOfThePrimaryPointsThere() {
        database.primaryHealth = new Health(Health.State.LOGIN_FAILED, null, null, "wrong password");
        replica.health = new Health(Health.State.UNKNOWN, null, null, "nobody knows how far it is behind");

        assertThat(NextSteps.of(database, replica)).contains("connection to that first");
    }
}
