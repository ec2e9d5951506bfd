// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Await;

/** Routes that write stay known: in bounds, across restarts, until told otherwise. */
class LearnedRoutesTest {

    @TempDir
    Path folder;

    private final List<LearnedRoutes> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(LearnedRoutes::close);
    }

    private LearnedRoutes open(File file) {
        LearnedRoutes routes = new LearnedRoutes(file);
        opened.add(routes);
        return routes;
    }

    @Test
    void whatWasLearntIsKnownAfterARestart() throws IOException {
        File file = folder.resolve("learned").toFile();
        LearnedRoutes before = open(file);

        before.learn("GET /visits/*");
        Await.until(() -> file.isFile() && read(file).contains("GET /visits/*"));

        assertThat(open(file).contains("GET /visits/*")).isTrue();
    }

    @Test
    void aTrustedRouteIsTrustedAfterARestartToo() {
        File file = folder.resolve("learned").toFile();
        LearnedRoutes before = open(file);
        before.readOnly("GET /owners/*");
        Await.until(() -> read(file).contains("trusted GET /owners/*  # 1 requests read only"));

        LearnedRoutes after = open(file);

        assertThat(after.trusted().trusts("GET /owners/*", 1)).isTrue();
        assertThat(after.trusted().trusts("GET /owners/*", 2)).isFalse();
        assertThat(after.all()).isEmpty();
    }

    @Test
    void aRouteMayBeTrustedByHandAndTheLineTakenAway() throws IOException {
        File file = folder.resolve("learned").toFile();
        Files.writeString(file.toPath(), "GET /visits/*\ntrusted GET /owners/*\ntrusted GET /visits/*\n");
        LearnedRoutes routes = open(file);
        assertThat(routes.trusted().trusts("GET /owners/*", 1_000)).isTrue();
        assertThat(routes.trusted().trusts("GET /visits/*", 1)).as("it writes").isFalse();

        Files.writeString(file.toPath(), "GET /visits/*\n");

        Await.until(() -> !routes.trusted().trusts("GET /owners/*", 1));
    }

    @Test
    void aDamagedLineIsLeftOutAndTheOthersCount() throws IOException {
        File file = folder.resolve("learned").toFile();
        Files.writeString(file.toPath(), "# comment\nGET /a\n\u0000garbage\n\nHEAD /b/*\n");

        LearnedRoutes routes = open(file);

        assertThat(routes.all().keySet()).containsExactly("GET /a", "HEAD /b/*");
    }

    @Test
    void forgettingIsForTheOneOrForAll() {
        LearnedRoutes routes = new LearnedRoutes(null);
        List.of("GET /a", "GET /b", "GET /c").forEach(routes::learn);

        assertThat(routes.forget("GET /a")).isTrue();
        assertThat(routes.forget("GET /a")).isFalse();
        assertThat(routes.all().keySet()).containsExactly("GET /b", "GET /c");

        assertThat(routes.forgetAll()).isEqualTo(2);
        assertThat(routes.all()).isEmpty();
    }

    @Test
    void evidenceIsKeptAcrossARestart() {
        File file = folder.resolve("learned").toFile();
        LearnedRoutes before = open(file);
        before.learn("GET /visits/*");
        before.wrote("GET /visits/*", 1_700_000_000_000L);
        before.wrote("GET /visits/*", 1_700_000_060_000L);
        before.wrote("GET /elsewhere", 1_700_000_060_000L);
        before.learn("GET /other");

        Await.until(() -> read(file).contains("GET /other"));

        assertThat(open(file).all())
                .containsOnlyKeys("GET /other", "GET /visits/*")
                .containsEntry("GET /visits/*", new LearnedRoutes.Evidence(2, 1_700_000_060_000L));
    }

    @Test
    void aLineDeletedFromTheFileIsForgottenWhileItRunsAndAnAddedOneIsKnown() throws IOException {
        File file = folder.resolve("learned").toFile();
        Files.writeString(file.toPath(), "GET /a\nGET /b  # 3 requests wrote, the last at 2023-11-14T22:13:20Z\n");
        LearnedRoutes routes = open(file);
        assertThat(routes.all().get("GET /b").requests()).isEqualTo(3);

        Files.writeString(file.toPath(), "GET /b\nHEAD /c\n");

        Await.until(() -> !routes.contains("GET /a") && routes.contains("HEAD /c"));
        assertThat(routes.all().get("GET /b").requests())
                .as("what is in memory knows more")
                .isEqualTo(3);
    }

    @Test
    void whatIsLearntDuringAnEditLosesNeitherTheEditNorItself() throws IOException {
        File file = folder.resolve("learned").toFile();
        Files.writeString(file.toPath(), "GET /a\nGET /b\n");
        LearnedRoutes routes = open(file);

        Files.writeString(file.toPath(), "GET /b\n");
        routes.learn("GET /new");

        Await.until(() -> read(file).contains("GET /new") && !read(file).contains("GET /a"));
        assertThat(routes.all()).containsOnlyKeys("GET /b", "GET /new");
    }

    @Test
    void aBurstTakesOneThread() {
        File file = folder.resolve("learned").toFile();
        LearnedRoutes routes = open(file);
        long before = keepers();

        for (int i = 0; i < 1_000; i++) {
            routes.learn("GET /r" + i);
        }
        Await.until(
                () -> read(file).lines().filter(line -> line.startsWith("GET ")).count() == 1_000);

        assertThat(keepers()).isLessThanOrEqualTo(before);
    }

    private static long keepers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("replicated-learned-routes"))
                .count();
    }

    @Test
    void madeUpPathsCannotGrowItWithoutBound() {
        LearnedRoutes routes = new LearnedRoutes(null);

        for (int i = 0; i < RouteLimits.MAX_ROUTES + 100; i++) {
            routes.learn("GET /x" + i);
        }

        assertThat(routes.all()).hasSize(RouteLimits.MAX_ROUTES);
    }

    @Test
    void aFileThatCannotBeWrittenLosesNothingInMemory() {
        LearnedRoutes routes = open(folder.resolve("missing/learned").toFile());

        routes.learn("GET /a");

        assertThat(routes.contains("GET /a")).isTrue();
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            return "";
        }
    }
}
