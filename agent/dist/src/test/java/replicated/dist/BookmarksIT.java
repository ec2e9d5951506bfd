// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/**
 * Whoever wrote reads it, although the standby shows it two seconds later (P2): beside another application with the
 * same cookie, behind junk, after parallel and late writes. Whoever wrote nothing reads from the standby all the same.
 */
class BookmarksIT {

    private static final String COOKIE = "replicated_bookmark";

    @TempDir
    static Path folder;

    private static PostgresCluster cluster;
    private static TestApp app;

    /** On a database of its own, with a secret of its own. */
    private static TestApp other;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        cluster = PostgresCluster.builder()
                .standbys(1)
                .setting("recovery_min_apply_delay", "'2s'")
                .start();
        try (Connection connection = cluster.primary().connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE other OWNER " + Cluster.USER);
        }
        app = start(
                "one secret of sixteen",
                cluster.primary().jdbcUrl(),
                cluster.standby(0).jdbcUrl());
        other = start(
                "another secret of sixteen",
                toOther(cluster.primary().jdbcUrl()),
                toOther(cluster.standby(0).jdbcUrl()));
        app.awaitReplicas(() -> servedByStandby(app, new Visitor(false)));
        other.awaitReplicas(() -> servedByStandby(other, new Visitor(false)));
    }

    private static String toOther(String url) {
        return url.replaceFirst("(://[^/]+/)[^?]*", "$1other");
    }

    private static TestApp start(String secret, String primary, String standby) throws Exception {
        Path file = Files.createTempFile(folder, "replicated", ".yaml");
        Files.writeString(file, "replicas: [{url: '" + standby + "'}]\nconsistency: {secret: " + secret + "}\n");
        TestApp started = TestApp.start(folder, file, primary, Cluster.USER, Cluster.PASSWORD);
        // So that the standby gets the table.
        new Visitor(false).post(started.address(), "/api/notes", "first");
        return started;
    }

    @AfterAll
    static void stop() {
        for (TestApp each : new TestApp[] {app, other}) {
            if (each != null) {
                each.close();
            }
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void whoeverBringsNothingIsServedByTheStandby() throws Exception {
        app.awaitReplicas(() -> servedByStandby(app, new Visitor(false)));
    }

    private static boolean servedByStandby(TestApp of, Visitor visitor) throws Exception {
        HttpResponse<String> answer = visitor.get(of.address(), "/api/notes");
        return answer.statusCode() == 200
                && answer.body()
                        .contains("\"servedBy\": \"" + cluster.standby(0).port() + "\"");
    }

    private static String read(TestApp of, Visitor visitor) throws Exception {
        return visitor.get(of.address(), "/api/notes").body();
    }

    private static String bookmarkIn(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.split(";", 2)[0].substring(COOKIE.length() + 1))
                .findFirst()
                .orElse(null);
    }

    private static HttpResponse<String> post(Visitor visitor, String path, String text)
            throws IOException, InterruptedException {
        HttpResponse<String> response = visitor.post(app.address(), path, text);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    @Test
    void twoApplicationsWithOneCookieJarKeepTheirBookmarks() throws Exception {
        Visitor visitor = new Visitor(true);
        visitor.post(app.address(), "/api/notes", "for the one");
        visitor.post(other.address(), "/api/notes", "for the other");

        assertThat(read(app, visitor)).contains("for the one");
        assertThat(read(other, visitor)).contains("for the other");
        visitor.post(app.address(), "/api/notes", "once more");
        assertThat(read(other, visitor)).contains("for the other");
        assertThat(read(app, visitor)).contains("for the one", "once more");
    }

    @Test
    void theBookmarkIsFoundBehindJunkOfItsName() throws Exception {
        String bookmark = bookmarkIn(post(new Visitor(false), "/api/notes", "behind junk"));
        String forged = "v2.app!zzzzzz!p1-1-1.AAAAAAAAAAAAAAAAAAAAAA";
        String junk = "x; " + COOKIE + "=v1.y; " + COOKIE + "=; ";
        Visitor visitor = new Visitor(false)
                .with(COOKIE, junk.repeat(3) + (COOKIE + "=" + forged + "; ").repeat(10) + COOKIE + "=" + bookmark);

        assertThat(read(app, visitor)).contains("behind junk");
    }

    @Test
    void whoWroteNothingGetsNothingAndReadsFromTheStandby() throws Exception {
        Visitor visitor = new Visitor(true);
        HttpResponse<String> undone = post(visitor, "/api/undone", "rolled back");
        HttpResponse<String> refused = visitor.post(app.address(), "/api/notes", "x".repeat(1_001));
        HttpResponse<String> flushed = post(visitor, "/api/flushed", "");
        HttpResponse<String> withoutConnection = visitor.post(app.address(), "/api/no-such-thing", "");

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(withoutConnection.statusCode()).isEqualTo(404);
        assertThat(bookmarkIn(undone)).isNull();
        assertThat(bookmarkIn(refused)).isNull();
        assertThat(bookmarkIn(flushed)).isNull();
        assertThat(bookmarkIn(withoutConnection)).isNull();
        assertThat(servedByStandby(app, visitor)).isTrue();
    }

    @Test
    void aWriteAfterTheResponseIsSeenByItsClient() throws Exception {
        Visitor visitor = new Visitor(true).with("JSESSIONID", "of-a-visitor");
        HttpResponse<String> first = post(visitor, "/api/stream", "late");
        assertThat(bookmarkIn(first)).isNull();

        assertThat(read(app, visitor)).contains("late");

        HttpResponse<String> second = post(new Visitor(true), "/api/stream", "late again");
        assertThat(bookmarkIn(second)).as("the route is known by now").isNotNull();
        assertThat(read(app, new Visitor(false).with(COOKIE, bookmarkIn(second))))
                .contains("late again");
    }

    @Test
    void ofParallelWritesAllAreSeenWhicheverBookmarkTheBrowserKept() throws Exception {
        String before = bookmarkIn(post(new Visitor(false), "/api/notes", "before"));
        String one = bookmarkIn(post(new Visitor(false).with(COOKIE, before), "/api/notes", "parallel one"));
        String two = bookmarkIn(post(new Visitor(false).with(COOKIE, before), "/api/notes", "parallel two"));

        for (String kept : new String[] {before, one, two}) {
            assertThat(read(app, new Visitor(false).with(COOKIE, kept)))
                    .contains("before", "parallel one", "parallel two");
        }
    }
}
