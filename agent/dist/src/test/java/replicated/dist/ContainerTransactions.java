// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.PausedReplay;

/**
 * Transactions that CDI, EJB and JPA begin and end over a container's own data sources {@code Managed} and
 * {@code Distributed}.
 */
abstract class ContainerTransactions extends ContainerDataSources {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Managed/transactional-read",
                "Managed/ejb-read",
                "Managed/jpa-read",
                "Distributed/transactional-read",
                "Distributed/ejb-read"
            })
    void readsOfBeansGoToTheStandby(String path) throws Exception {
        String standby = cluster().standby(0).port() + " ";
        awaitServedBy(path.split("/", 2)[0], cluster().standby(0));
        Visitor visitor = new Visitor(false);
        get(visitor, path);

        int onStandby = 0;
        for (int i = 0; i < 40; i++) {
            String body = get(visitor, path).body();
            onStandby += Stream.of(body.split(", ", -1)).allMatch(each -> each.startsWith(standby)) ? 1 : 0;
        }

        assertThat(onStandby).as(path).isGreaterThanOrEqualTo(38);
        assertThat(container().output()).doesNotContain("fault at");
    }

    /** The primary's count is that of all before, and each answers with what it has itself written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Managed/transactional-read-write-and-read",
                "Managed/ejb-read-write-and-read",
                "Managed/jpa-write-and-read",
                "Distributed/transactional-read-write-and-read",
                "Distributed/ejb-read-write-and-read"
            })
    void aTransactionReadsWhatItHasWrittenAndItsClientSeesIt(String path) throws Exception {
        String dataSource = path.split("/", 2)[0];
        awaitServedBy(dataSource, cluster().standby(0));
        String primary = ", " + cluster().primary().port() + " ";
        Visitor visitor = new Visitor(true);
        try (PausedReplay paused = cluster().standby(0).pausedReplay()) {
            for (boolean post : List.of(false, true, false)) {
                long before = count(get(visitor, dataSource + "/ejb-read"));
                HttpResponse<String> written = post ? post(visitor, path) : get(visitor, path);
                assertThat(written.body()).endsWith(primary + (before + 1));
                assertThat(count(get(visitor, dataSource + "/ejb-read"))).isEqualTo(before + 1);
                assertThat(count(get(visitor, dataSource + "/read"))).isEqualTo(before + 1);
            }
        }
        assertThat(container().output()).doesNotContain("fault at");
    }

    /** The write is nobody's request's, and the second read is another annotated call than the first. */
    @Test
    void anAnnotatedCallReadsWhatItsTransactionHasWrittenOutsideOfIt() throws Exception {
        String standby = cluster().standby(0).port() + " ";
        String primary = cluster().primary().port() + " ";
        container()
                .await(
                        () -> {
                            try {
                                String[] counts = get(new Visitor(false), "Managed/latest-of-timer")
                                        .body()
                                        .split(", ", -1);
                                return counts.length == 2
                                        && counts[0].startsWith(standby)
                                        && counts[1].equals(
                                                primary + (Long.parseLong(counts[0].substring(standby.length())) + 1));
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        },
                        "a timer reads from the standby, and then what it has written");
        assertThat(container().output()).doesNotContain("fault at");
    }

    /**
     * A request of a method that writes gets the container's own connections in a transaction, and so shows what is
     * without the agent.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Managed/transactional-write-and-fail",
                "Managed/transactional-suspend",
                "Managed/transactional-keep-open",
                "Managed/ejb-set-rollback-only",
                "Distributed/transactional-write-and-fail",
                "Distributed/transactional-suspend",
                "Distributed/transactional-keep-open",
                "Distributed/ejb-set-rollback-only"
            })
    void whatIsRolledBackSuspendedOrNestedIsAsWithoutTheAgent(String path) throws Exception {
        String read = path.split("/", 2)[0] + "/read";
        awaitServedBy(path.split("/", 2)[0], cluster().standby(0));
        Visitor visitor = new Visitor(true);

        // The first request of the route runs on the primary, the second reads on the standby until it writes.
        List<String> routed = List.of(grownBy(visitor, read, false, path), grownBy(visitor, read, false, path));

        assertThat(routed).containsOnly(grownBy(visitor, read, true, path));
    }

    /** What a request answers, with counts as they differ from those before, and by how many it has made them grow. */
    private String grownBy(Visitor visitor, String read, boolean post, String path) throws Exception {
        long before = count(get(visitor, read));
        HttpResponse<String> answer = post ? post(visitor, path) : get(visitor, path);
        String body = Stream.of(answer.body().split(", ", -1))
                .map(each -> each.contains(" ") ? "+" + (Long.parseLong(each.split(" ", 2)[1]) - before) : each)
                .collect(Collectors.joining(", "));
        return body + ", then +" + (count(get(visitor, read)) - before);
    }

    private HttpResponse<String> post(Visitor visitor, String path) throws Exception {
        HttpResponse<String> response = visitor.post(container().application(), path, "");
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return response;
    }
}
