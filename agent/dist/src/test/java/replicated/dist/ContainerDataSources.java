// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;

/**
 * What an application over a container's own data sources sees: reads on a standby, its own writes, and transactions as
 * without the agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContainerDataSources {

    /** With a standby. */
    abstract Cluster cluster();

    abstract StandaloneContainer container();

    /** Names of all data sources. */
    abstract List<String> all();

    /** Names of those that take part in transactions of the container. */
    abstract List<String> managed();

    @ParameterizedTest
    @MethodSource("all")
    void readsOutsideOfTransactionsGoToTheStandbyAndWhoWroteSeesIt(String dataSource) throws Exception {
        awaitServedBy(dataSource, cluster().standby(0));

        Visitor visitor = new Visitor(true);
        try (PausedReplay paused = cluster().standby(0).pausedReplay()) {
            HttpResponse<String> first = get(visitor, dataSource + "/read");
            assertThat(first.headers().firstValue("Server-Timing"))
                    .hasValueSatisfying(target -> assertThat(target).contains("standby-1"));
            for (String write : List.of("/write", "/write-and-read-in-transaction")) {
                long before = count(get(visitor, dataSource + "/read"));
                assertThat(visitor.post(container().application(), dataSource + write, "")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(count(get(visitor, dataSource + "/read"))).isEqualTo(before + 1);
            }
        }
        assertThat(container().output()).doesNotContain("fault at");
    }

    @ParameterizedTest
    @MethodSource("managed")
    void readsOfTransactionsGoToTheStandby(String dataSource) throws Exception {
        awaitServedBy(dataSource, cluster().standby(0));
        Visitor visitor = new Visitor(false);
        get(visitor, dataSource + "/read-in-transaction");

        int onStandby = 0;
        for (int i = 0; i < 40; i++) {
            String body = get(visitor, dataSource + "/read-in-transaction").body();
            onStandby += body.startsWith(cluster().standby(0).port() + " ") ? 1 : 0;
        }

        assertThat(onStandby).isGreaterThanOrEqualTo(38);
        assertThat(container().output()).doesNotContain("fault at");
    }

    @ParameterizedTest
    @MethodSource("managed")
    void whatATransactionWritesIsThePrimarysAsWithoutTheAgent(String dataSource) throws Exception {
        awaitServedBy(dataSource, cluster().standby(0));
        String primary = cluster().primary().port() + " ";
        Visitor visitor = new Visitor(true);

        long before = count(get(visitor, dataSource + "/read"));
        HttpResponse<String> rolledBack = get(visitor, dataSource + "/write-and-roll-back");
        assertThat(rolledBack.body()).isEqualTo(primary + (before + 1));
        assertThat(count(get(visitor, dataSource + "/read"))).isEqualTo(before);
        assertThat(get(visitor, dataSource + "/begin-while-connected").body()).endsWith(", " + primary + (before + 1));
        assertThat(count(get(visitor, dataSource + "/read")))
                .isEqualTo(enlistsWhatIsOpen(dataSource) ? before : before + 1);
    }

    @ParameterizedTest
    @MethodSource("managed")
    void aTransactionThatWritesInAGetIsSeenByItsClient(String dataSource) throws Exception {
        awaitServedBy(dataSource, cluster().standby(0));
        Visitor visitor = new Visitor(true);
        try (PausedReplay paused = cluster().standby(0).pausedReplay()) {
            long before = count(get(visitor, dataSource + "/read"));
            assertThat(count(get(visitor, dataSource + "/write-and-read-in-transaction")))
                    .isEqualTo(before + 1);
            assertThat(count(get(visitor, dataSource + "/read"))).isEqualTo(before + 1);
        }
    }

    /**
     * Whether a connection that was used before a transaction began takes part in it, as the container does it without
     * the agent.
     */
    boolean enlistsWhatIsOpen(String dataSource) {
        return true;
    }

    /** Also that what others have written is there, which somebody new has no claim to see. */
    final void awaitServedBy(String dataSource, Server server) {
        container()
                .await(
                        () -> {
                            try {
                                return get(new Visitor(false), dataSource + "/read")
                                        .body()
                                        .startsWith(server.port() + " ");
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        },
                        server + " serves " + dataSource);
        cluster().awaitCaughtUp();
    }

    final HttpResponse<String> get(Visitor visitor, String path) throws Exception {
        HttpResponse<String> response = visitor.get(container().application(), path);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return response;
    }

    static long count(HttpResponse<String> response) {
        String body = response.body();
        return Long.parseLong(body.substring(body.lastIndexOf(' ') + 1));
    }
}
