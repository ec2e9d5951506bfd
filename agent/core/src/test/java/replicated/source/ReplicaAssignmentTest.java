// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.config.Config;
import replicated.config.Glob;
import replicated.dialect.Dialects;
import replicated.dialect.ServerSample;
import replicated.dialect.ServerSample.Role;
import replicated.replica.ServerIdentity;
import replicated.source.ReplicaAssignment.Candidate;
import replicated.source.ReplicaAssignment.Outcome;

/** Which data source the file means: the wrong one would read another database, so every doubt has to end in none. */
class ReplicaAssignmentTest {

    private static final String TOP = """
            replicas:
              - url: jdbc:postgresql://replica-1/orders
            """;
    private static final String SEVERAL = """
            datasources:
              - match: {pool-name: orders*}
                replicas: [{url: "jdbc:postgresql://replica-1/orders"}]
              - match: {url: "jdbc:postgresql://*/crm*"}
                replicas: [{url: "jdbc:postgresql://replica-2/crm"}]
            """;

    private final List<Candidate> candidates = new ArrayList<>();

    @Test
    void topLevelReplicasMatchBySubprotocolAndDatabaseName() {
        seen("a", "jdbc:postgresql://primary:5432/orders?sslmode=require");
        seen("b", "jdbc:postgresql://primary/crm");
        seen("c", "jdbc:mysql://primary/orders");

        List<Outcome> outcomes = outcomes(TOP);

        assertThat(outcomes.get(0).settings().replicas()).hasSize(1);
        assertThat(outcomes.get(1).why())
                .isEqualTo(
                        "it leads to postgresql database 'crm', the replicas of the file to postgresql database 'orders'");
        assertThat(outcomes.get(2).settings()).isNull();
        assertThat(outcomes).extracting(Outcome::warning).containsOnly(false);
    }

    @Test
    void aDriverThatStandsBeforeTheDatabasesOwnLeadsToTheSameDatabase() {
        seen("a", "jdbc:p6spy:postgresql://primary:5432/orders");
        seen("b", "jdbc:p6spy:postgresql://primary/crm");

        List<Outcome> outcomes = outcomes(TOP);

        assertThat(outcomes.get(0).settings().replicas()).hasSize(1);
        assertThat(outcomes.get(1).settings()).isNull();
    }

    @Test
    void twoDatabasesThatTheTopLevelMayMeanAreNeitherRouted() {
        seen("a", "jdbc:postgresql://primary/orders?password=hidden", server("1", Role.PRIMARY));
        seen("b", "jdbc:postgresql://other/orders", server("2", Role.PRIMARY));

        List<Outcome> outcomes = outcomes(TOP);

        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.settings()).isNull();
            assertThat(outcome.warning()).isTrue();
            assertThat(outcome.why())
                    .contains("a (jdbc:postgresql://primary/orders?password=***), b (jdbc:postgresql://other/orders)")
                    .contains("move the replicas into datasources: - match: {pool-name: ");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HikariPool-2",
        "Tomcat Connection Pool[1-1234]",
        "DataSource-12345678",
        "1hge0wdb41u5rfa2zmjn|5d7148e2",
        "p7",
    })
    void theAdviceNeverNamesAPoolThatIsCalledOtherwiseAtTheNextStart(String generated) {
        seen(generated, "jdbc:postgresql://app:secret@primary/orders?password=hidden", server("1", Role.PRIMARY));
        seen("b", "jdbc:postgresql://other/orders", server("2", Role.PRIMARY));

        assertThat(outcomes(TOP).get(0).add())
                .isEqualTo("datasources: - match: {url: \"jdbc:postgresql://*@primary/orders*\"}");
    }

    @Test
    void twoPoolsToOneDatabaseAreBothRouted() {
        seen("write", "jdbc:postgresql://primary/orders");
        seen("read", "jdbc:p6spy:postgresql://PRIMARY:5432/orders?currentSchema=tenant");
        seen("crm", "jdbc:postgresql://primary/crm");

        assertThat(outcomes(TOP))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(true, true, false);
    }

    @Test
    void whereNamesOfServersDifferTheServersAreAsked() {
        seen("direct", "jdbc:postgresql://127.0.0.1/orders");
        seen("pooler", "jdbc:postgresql://localhost/orders");
        assertThat(outcomes(TOP)).extracting(Outcome::open).containsOnly(true);

        candidates.clear();
        seen("direct", "jdbc:postgresql://127.0.0.1/orders", server("1", Role.PRIMARY));
        seen("pooler", "jdbc:postgresql://localhost/orders", server("1", Role.PRIMARY));
        assertThat(outcomes(TOP))
                .allSatisfy(outcome -> assertThat(outcome.settings()).isNotNull())
                .extracting(Outcome::open)
                .containsOnly(false);

        candidates.clear();
        seen("direct", "jdbc:postgresql://127.0.0.1/orders", server("1", Role.PRIMARY));
        seen("gone", "jdbc:postgresql://localhost/orders", new ServerIdentity(Dialects.POSTGRESQL, null));
        assertThat(outcomes(TOP))
                .as("it may only be too busy, which is no reason to give up the other")
                .extracting(Outcome::open)
                .containsExactly(true, false);
        assertThat(outcomes(TOP)).extracting(Outcome::warning).containsExactly(false, true);
    }

    @Test
    void whoeverReadsFromAReplicaByItselfIsNoRivalAndNotRouted() {
        seen("app", "jdbc:sqlserver://primary;databaseName=orders");
        seen("reports", "jdbc:sqlserver://replica-1:1433;databaseName=orders");
        assertThat(outcomes("replicas: [{url: \"jdbc:sqlserver://replica-1;databaseName=orders\"}]"))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(true, false);

        candidates.clear();
        seen("app", "jdbc:postgresql://primary/orders");
        seen("reports", "jdbc:postgresql://replica-1/orders");
        assertThat(outcomes(TOP)).extracting(Outcome::open).containsOnly(true);

        candidates.clear();
        seen("app", "jdbc:postgresql://primary/orders", server("1", Role.PRIMARY));
        seen("reports", "jdbc:postgresql://alias/orders", server("2", Role.REPLICA));
        assertThat(outcomes(TOP))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(true, false);
    }

    /** A good way to live with failovers. */
    @Test
    void aListOfAllNodesNamesThePrimaryToo() {
        String all = "replicas: [{url: \"jdbc:postgresql://a/orders\"}, {url: \"jdbc:postgresql://b/orders\"}]";
        seen("app", "jdbc:postgresql://a/orders");
        assertThat(outcomes(all)).extracting(Outcome::settings).doesNotContainNull();

        candidates.clear();
        seen("app", "jdbc:postgresql://a/orders", server("1", Role.PRIMARY));
        seen("alias", "jdbc:postgresql://current-primary/orders", server("1", Role.PRIMARY));
        seen("reports", "jdbc:postgresql://b/orders", server("2", Role.REPLICA));
        assertThat(outcomes(all))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(true, true, false);
    }

    private static ServerIdentity server(String started, Role role) {
        return new ServerIdentity(
                Dialects.POSTGRESQL,
                new ServerSample(role, role == Role.PRIMARY, null, "host-" + role + ":5432/" + started, "orders", 1));
    }

    @Test
    void anH2DatabaseIsToldByItsNameOnlyWhereThatSettlesIt() {
        String h2 = "replicas: [{url: \"jdbc:h2:mem:replica-1\"}]";
        seen("a", "jdbc:h2:mem:primary;DB_CLOSE_DELAY=-1");
        assertThat(outcomes(h2)).extracting(Outcome::settings).doesNotContainNull();

        seen("b", "jdbc:h2:/data/primary/replica-1");
        assertThat(outcomes(h2))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(false, true);
    }

    @Test
    void entriesMatchByGlobAndComeBeforeTheTopLevel() {
        seen("orders-pool", "jdbc:postgresql://primary/orders");
        seen("b", "jdbc:postgresql://primary/crm?x=y");
        seen("c", "jdbc:postgresql://primary/orders");

        List<Outcome> outcomes = outcomes(SEVERAL);

        assertThat(outcomes.get(0).settings().replicas().get(0).url()).endsWith("/orders");
        assertThat(outcomes.get(1).settings().replicas().get(0).url()).endsWith("/crm");
        assertThat(outcomes.get(2).why()).isEqualTo("no entry of datasources matches it");
        assertThat(outcomes(TOP + SEVERAL))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(true, true, true);
    }

    @Test
    void theFirstOfTwoEntriesThatMatchCounts() {
        seen("orders", "jdbc:postgresql://primary/crm");

        Outcome outcome = outcomes(SEVERAL).get(0);

        assertThat(outcome.why()).isNull();
        assertThat(outcome.settings().replicas().get(0).url()).isEqualTo("jdbc:postgresql://replica-1/orders");
    }

    @Test
    void anEntryWithoutReplicasKeepsADataSourceFromTheEntriesBelowIt() {
        seen("crm", "jdbc:postgresql://primary/crm");

        Outcome outcome = outcomes("""
                datasources:
                  - match: {pool-name: crm}
                    replicas: []
                  - match: {url: "*"}
                    replicas: [{url: "jdbc:postgresql://replica-2/crm"}]
                """).get(0);

        assertThat(outcome.settings().replicas()).isEmpty();
    }

    @Test
    void oneWithoutAKnownUrlIsRoutedOnlyWhereTheFileNamesIt() {
        seen("orders-1", null);
        seen("other", null);
        assertThat(outcomes(TOP + SEVERAL))
                .extracting(outcome -> outcome.settings() != null)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "*, '', true",
        "a*c, abc, true",
        "a*c, abcd, false",
        "*b*, abc, true",
        "a*b*c, aXbYbZc, true",
        "abc, abc, true",
        "abc, ab, false",
        "ab, abc, false",
        "**, x, true",
        "a*a, a, false"
    })
    void aStarIsAnyRunOfCharacters(String glob, String text, boolean matches) {
        assertThat(Glob.matches(glob, text)).isEqualTo(matches);
    }

    private void seen(String poolName, String url) {
        seen(poolName, url, null);
    }

    private void seen(String poolName, String url, ServerIdentity identity) {
        String place = url == null ? null : DatabasePlace.of(url, Map.of());
        candidates.add(
                new Candidate(candidates.size(), "com.zaxxer.hikari.HikariDataSource", poolName, url, place, identity));
    }

    private List<Outcome> outcomes(String yaml) {
        return new ReplicaAssignment(FileInForce.of(config(yaml)), candidates).outcomes();
    }

    private static Config config(String yaml) {
        return Configs.of(yaml);
    }
}
