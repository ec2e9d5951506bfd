// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.Availability;
import replicated.servers.Cluster;

/** The contract on a real server, which runs once for the class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract extends ApplicationContract {
    private Cluster cluster;

    abstract Availability availability();

    abstract Cluster startDatabase();

    @BeforeAll
    void startDatabaseWhereItCanRun() {
        Availability available = availability();
        assumeTrue(available.isAvailable(), available.reason());
        cluster = startDatabase();
    }

    @AfterAll
    void stopDatabase() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "DB_URL",
                cluster.primary().jdbcUrl(),
                "DB_USER",
                Cluster.USER,
                "DB_PASSWORD",
                Cluster.PASSWORD,
                "DOORS",
                "true",
                "JOBS",
                "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "second-pool",
                "driver-manager",
                "kept-connection",
                "user-password",
                "managed",
                "xa",
                "function",
                "function-overload",
                "other-thread",
                "late"
            })
    void a_note_is_changed_through_each_door_again_and_again(String door) throws Exception {
        String id = addNote("old");
        String other = addNote("other");

        for (String text : new String[] {"1.1", "1.2", "1.3"}) {
            assertThat(post("api/doors/" + door + "/" + id, "text", text).body())
                    .contains("\"value\": true");
            assertThat(get("api/notes/" + id).body()).contains("\"text\": \"" + text + "\"");
        }
        assertThat(get("api/notes/" + other).body()).contains("\"text\": \"other\"");
        assertThat(post("api/doors/" + door + "/19999", "text", "1.1").body()).contains("\"value\": false");
    }

    @Test
    void a_query_of_a_view_counts_one_visit_of_one_note() throws Exception {
        String id = addNote("seen");
        String other = addNote("not seen");

        assertThat(post("api/doors/function-view/" + id, "", "").body()).contains("\"value\": 1}");
        assertThat(post("api/doors/visit/" + id, "", "").body()).contains("\"value\": true");
        assertThat(get("api/notes/" + id).body()).contains("\"visits\": 2");
        assertThat(get("api/notes/" + other).body()).contains("\"visits\": 0");
    }

    @Test
    void what_is_rolled_back_or_only_read_changes_nothing() throws Exception {
        String id = addNote("1.1");

        post("api/doors/rolled-back/" + id, "text", "1.2");
        assertThat(post("api/doors/no-connection/" + id, "text", "1.2").statusCode())
                .isEqualTo(200);
        assertThat(post("api/doors/read-only/" + id, "text", "1.2").body())
                .isEqualTo("{\"value\": {\"text\": \"1.1\", \"visits\": 0}}\n");
        assertThat(get("api/notes/" + id).body()).contains("1.1");
    }

    @Test
    void jobs_read_what_they_wrote() throws Exception {
        String jobs = get("api/doors/job").body();
        while (jobs.contains("\"rounds\": 0,")) {
            jobs = get("api/doors/job").body();
        }

        assertThat(jobs.lines())
                .hasSize(2)
                .allSatisfy(job -> assertThat(job)
                        .contains("\"elsewhere\": 0, \"violations\": 0, \"failures\": 0, \"last\": \"\""));
    }

    @Test
    void counters_count() throws Exception {
        String before = get("api/doors/counter/zz").body();
        String after = get("api/doors/counter/zz").body();

        assertThat(number(after)).isEqualTo(number(before) + 1);
    }

    @Test
    void a_session_sees_the_rows_of_whom_it_is_told_of_and_nobody_others() throws Exception {
        assertThat(get("api/doors/who/alice").body()).isEqualTo("{\"owners\": \"alice\"}\n");
        assertThat(get("api/doors/who-writes/bob").body()).isEqualTo("{\"owners\": \"bob,bob\"}\n");
        assertThat(post("api/doors/who-writes/bob", "", "").body()).isEqualTo("{\"owners\": \"bob,bob\"}\n");
        for (int i = 0; i < 20; i++) {
            assertThat(get("api/doors/nobody").body()).isEqualTo("{\"owners\": \"\"}\n");
        }
    }

    @Test
    void a_connection_shared_by_threads_goes_back_to_its_pool() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("api/doors/shared").body()).contains("\"value\": true");
        }
        while (number(get("api/doors/pool").body()) > 0) {
            Thread.onSpinWait();
        }
    }

    private static long number(String answer) {
        return Long.parseLong(answer.replaceAll("\\D+", ""));
    }

    @Override
    String server() {
        return Integer.toString(cluster.primary().port());
    }
}
