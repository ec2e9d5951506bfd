// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.config.Balance;
import replicated.replica.Health;
import replicated.replica.Health.State;
import replicated.replica.NumberPosition;
import replicated.replica.Replica;
import replicated.route.Chooser.Chosen;
import replicated.route.Chooser.Need;

/** Which replica serves a request, and why there is none: a table of facts. */
class ChooserTest {

    private static final Need ANY = new Need(null, Duration.ofSeconds(10), null, 0);

    private final Chooser chooser = new Chooser();

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "UP,          -,     -, 10, -, ",
                "UP,          0,     5, 10, 5, ",
                "UP,          0,     5, 10, 4, ",
                "UP,          0,     5, 10, 6, BEHIND_BOOKMARK",
                "UP,          0,     -, 10, 6, BEHIND_BOOKMARK",
                "UP,          10,    5, 10, -, ",
                "UP,          11,    5, 10, -, NO_REPLICA",
                "UP,          3,     5, 2,  -, NO_REPLICA",
                "LAGGING,     60,    5, 10, -, NO_REPLICA",
                "LAGGING,     60,    5, 300, -, ",
                "LAGGING,     60,    5, 300, 6, BEHIND_BOOKMARK",
                "LAGGING,     -,     5, 300, -, NO_REPLICA",
                "UNKNOWN,     -,     -, 10, -, NO_REPLICA",
                "DOWN,        0,     5, 10, -, NO_REPLICA",
                "WRONG_ROLE,  0,     5, 10, -, NO_REPLICA"
            })
    void servesByStateLagAndBookmark(
            State state, Long lagSeconds, Long position, long maxLagSeconds, Long required, Reason none) {
        StubReplica replica = new StubReplica("one", 1);
        replica.health = new Health(
                state,
                position == null ? null : NumberPosition.at(position),
                lagSeconds == null ? null : Duration.ofSeconds(lagSeconds),
                "");
        Need need = new Need(
                required == null ? null : NumberPosition.at(required), Duration.ofSeconds(maxLagSeconds), null, 0);
        Chosen chosen = chooser.choose(List.of(replica), Balance.ROUND_ROBIN, need);
        assertThat(chosen.none()).isEqualTo(none);
        assertThat(chosen.replica()).isSameAs(none == null ? replica : null);
        assertThat(Chooser.fits(replica, need)).isEqualTo(none == null);
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void ofFiftyReplicasEachIsLookedAtAFewTimes(Balance balance) {
        List<StubReplica> fifty = IntStream.range(0, 50)
                .mapToObj(number -> new StubReplica("replica-" + number, 1))
                .toList();

        assertThat(chooser.choose(List.copyOf(fifty), balance, new Need(null, Duration.ofSeconds(10), null, 4711))
                        .replica())
                .isNotNull();

        assertThat(fifty).extracting(replica -> replica.asked).allMatch(asked -> asked >= 1 && asked <= 4);
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void neverChoosesTheExcludedOrTheUnfit(Balance balance) {
        StubReplica failed = new StubReplica("failed", 5);
        StubReplica down = new StubReplica("down", 5);
        down.health = new Health(State.DOWN, null, null, "");
        StubReplica fit = new StubReplica("fit", 1);
        for (long client = 0; client < 100; client++) {
            Need need = new Need(null, Duration.ofSeconds(10), failed, client);
            assertThat(chooser.choose(List.of(failed, down, fit), balance, need).replica())
                    .isSameAs(fit);
        }
        assertThat(chooser.choose(List.of(failed, down), balance, new Need(null, Duration.ZERO, failed, 7))
                        .none())
                .isEqualTo(Reason.NO_REPLICA);
        assertThat(chooser.choose(List.of(), balance, ANY).none()).isEqualTo(Reason.NO_REPLICA);
    }

    @Test
    void roundRobinIsExactByWeightAndFairWhenOneIsMissing() {
        StubReplica one = new StubReplica("one", 1);
        StubReplica two = new StubReplica("two", 2);
        StubReplica three = new StubReplica("three", 3);
        assertThat(count(Balance.ROUND_ROBIN, 600, one, two, three))
                .isEqualTo(Map.of("one", 100, "two", 200, "three", 300));
        two.health = new Health(State.DOWN, null, null, "");
        assertThat(count(Balance.ROUND_ROBIN, 400, one, two, three)).isEqualTo(Map.of("one", 100, "three", 300));
    }

    @Test
    void randomFollowsTheWeights() {
        Map<String, Integer> counts =
                count(Balance.RANDOM, 30_000, new StubReplica("one", 1), new StubReplica("two", 2));
        assertThat(counts.get("one")).isCloseTo(10_000, within(600));
    }

    @Test
    void leastConnectionsTakesTheLeastLoadedForItsWeightAndTurnsAmongEquals() {
        StubReplica busy = new StubReplica("busy", 1);
        StubReplica calm = new StubReplica("calm", 1);
        busy.inUse = 3;
        calm.inUse = 2;
        assertThat(count(Balance.LEAST_CONNECTIONS, 10, busy, calm)).isEqualTo(Map.of("calm", 10));

        StubReplica strong = new StubReplica("strong", 4);
        strong.inUse = 7;
        assertThat(count(Balance.LEAST_CONNECTIONS, 10, busy, calm, strong)).isEqualTo(Map.of("strong", 10));

        busy.inUse = 2;
        assertThat(count(Balance.LEAST_CONNECTIONS, 10, busy, calm)).isEqualTo(Map.of("calm", 5, "busy", 5));
    }

    @Test
    void affinityKeepsAClientAndMovesOnlyThoseOfAReplicaThatGoes() {
        StubReplica one = new StubReplica("one", 1);
        StubReplica two = new StubReplica("two", 1);
        StubReplica three = new StubReplica("three", 2);
        List<Replica> all = List.of(one, two, three);
        Map<Long, Replica> homes = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (long client = 1; client <= 8000; client++) {
            Replica home = ofClient(all, client);
            assertThat(ofClient(all, client)).isSameAs(home);
            homes.put(client, home);
            counts.merge(home.name(), 1, Integer::sum);
        }
        assertThat(counts.get("one")).isCloseTo(2000, within(200));
        assertThat(counts.get("three")).isCloseTo(4000, within(200));

        two.health = new Health(State.DOWN, null, null, "");
        homes.forEach((client, home) -> {
            if (home != two) {
                assertThat(ofClient(all, client)).isSameAs(home);
            }
        });
    }

    @Test
    void affinityTakesTurnsForClientsThatCannotBeTold() {
        assertThat(count(Balance.AFFINITY, 10, new StubReplica("one", 1), new StubReplica("two", 1)))
                .isEqualTo(Map.of("one", 5, "two", 5));
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void aDrainedReplicaGetsNothingNewAndKeepsTheScopesThatReadThere(Balance balance) {
        StubReplica drained = new StubReplica("drained", 0);
        StubReplica fit = new StubReplica("fit", 1);
        for (long client = 0; client < 100; client++) {
            Need need = new Need(null, Duration.ofSeconds(10), null, client);
            assertThat(chooser.choose(List.of(drained, fit), balance, need).replica())
                    .isSameAs(fit);
        }
        assertThat(chooser.choose(List.of(drained), balance, ANY).none()).isEqualTo(Reason.NO_REPLICA);
        assertThat(Chooser.fits(drained, ANY)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void theSameZoneComesFirstAndOthersWhenNoneThereIsFit(Balance balance) {
        StubReplica here = new StubReplica("here", 1);
        StubReplica there = new StubReplica("there", 100);
        there.near = false;
        here.health = new Health(State.UP, NumberPosition.at(5), null, "");
        there.health = new Health(State.UP, NumberPosition.at(6), null, "");
        assertThat(count(balance, 50, here, there)).isEqualTo(Map.of("here", 50));

        Need ahead = new Need(NumberPosition.at(6), Duration.ofSeconds(10), null, 7);
        assertThat(chooser.choose(List.of(here, there), balance, ahead).replica())
                .isSameAs(there);
        Need elsewhere = new Need(null, Duration.ofSeconds(10), here, 7);
        assertThat(chooser.choose(List.of(here, there), balance, elsewhere).replica())
                .isSameAs(there);
        here.weight = 0;
        assertThat(count(balance, 50, here, there)).isEqualTo(Map.of("there", 50));
        here.weight = 1;
        here.health = new Health(State.DOWN, null, null, "");
        assertThat(count(balance, 50, here, there)).isEqualTo(Map.of("there", 50));
    }

    /** Nodes see a replica come at different times, and clients change nodes. */
    @Test
    void affinityGivesOneThatHasJustComeItsClientsAtOnce() {
        StubReplica old = new StubReplica("old", 2);
        StubReplica fresh = new StubReplica("fresh", 2);
        Map<String, Integer> settled = byClients(Balance.AFFINITY, 1000, old, fresh);
        fresh.share = 1;

        assertThat(byClients(Balance.AFFINITY, 1000, old, fresh)).isEqualTo(settled);
    }

    @ParameterizedTest
    @EnumSource(value = Balance.class, mode = EnumSource.Mode.EXCLUDE, names = "AFFINITY")
    void oneThatHasJustComeGetsAsMuchAsItsShareSaysBesideOthers(Balance balance) {
        StubReplica old = new StubReplica("old", 2);
        StubReplica fresh = new StubReplica("fresh", 2);
        fresh.share = 1;
        assertThat(byClients(balance, 1000, old, fresh).getOrDefault("fresh", 0))
                .isLessThan(10);
        fresh.share = 250;
        assertThat(byClients(balance, 10_000, old, fresh).get("fresh")).isCloseTo(2000, within(200));
        // Nobody waits for one that stands beside it and cannot serve.
        old.health = new Health(State.DOWN, null, null, "");
        fresh.share = 1;
        assertThat(byClients(balance, 50, old, fresh)).isEqualTo(Map.of("fresh", 50));
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void thoseThatComeTogetherShareAsEver(Balance balance) {
        StubReplica one = new StubReplica("one", 1);
        StubReplica two = new StubReplica("two", 3);
        one.share = 17;
        two.share = 17;
        assertThat(byClients(balance, 4000, one, two).get("two")).isCloseTo(3000, within(150));
    }

    @Test
    void oneThatHasJustComeIsGivenFewConnectionsWhereTheLeastLoadedIsSought() {
        StubReplica old = new StubReplica("old", 1);
        StubReplica fresh = new StubReplica("fresh", 1);
        fresh.share = 100;
        old.inUse = 9;
        fresh.inUse = 1;
        assertThat(count(Balance.LEAST_CONNECTIONS, 20, old, fresh)).isEqualTo(Map.of("old", 20));
        old.inUse = 11;
        assertThat(count(Balance.LEAST_CONNECTIONS, 20, old, fresh)).isEqualTo(Map.of("fresh", 20));
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void weightsOfNineDigitsAreNoWeightsTooMany(Balance balance) {
        Replica[] heavy = new Replica[9];
        for (int i = 0; i < heavy.length; i++) {
            heavy[i] = new StubReplica("heavy-" + i, 999_999_999);
        }
        assertThat(byClients(balance, 1000, heavy).values().stream()
                        .mapToInt(count -> count)
                        .sum())
                .isEqualTo(1000);
    }

    /** Each time another client. */
    private Map<String, Integer> byClients(Balance balance, int times, Replica... replicas) {
        Map<String, Integer> counts = new HashMap<>();
        for (int client = 1; client <= times; client++) {
            Need need = new Need(null, Duration.ofSeconds(10), null, client);
            counts.merge(
                    chooser.choose(List.of(replicas), balance, need).replica().name(), 1, Integer::sum);
        }
        return counts;
    }

    private Replica ofClient(List<Replica> replicas, long client) {
        return chooser.choose(replicas, Balance.AFFINITY, new Need(null, Duration.ofSeconds(10), null, client))
                .replica();
    }

    private Map<String, Integer> count(Balance balance, int times, Replica... replicas) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(
                    chooser.choose(List.of(replicas), balance, ANY).replica().name(), 1, Integer::sum);
        }
        return counts;
    }

    private static final class StubReplica implements Replica {

        private final String name;
        private int weight;
        private int share = FULL_SHARE;
        private boolean near = true;
        /** How often it was asked how it is. */
        private int asked;

        private Health health = new Health(State.UP, null, null, "");
        private int inUse;

        StubReplica(String name, int weight) {
            this.name = name;
            this.weight = weight;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int weight() {
            return weight;
        }

        @Override
        public int share() {
            return share;
        }

        @Override
        public boolean near() {
            return near;
        }

        @Override
        public Health health() {
            asked++;
            return health;
        }

        @Override
        public Connection borrow(long timeoutMillis) throws SQLException {
            throw new SQLException("the chooser borrows nothing");
        }

        @Override
        public void evict(Connection borrowed) {}

        @Override
        public void failed(SQLException cause) {}

        @Override
        public int inUse() {
            return inUse;
        }
    }
}
