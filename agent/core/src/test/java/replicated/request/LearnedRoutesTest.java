package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that write stay known: in bounds, across restarts, until told otherwise. */
class LearnedRoutesTest {

    @TempDir
    Path folder;

    @Test
    void whatWasLearntIsKnownAfterARestart() throws IOException {
        File file = folder.resolve("learned").toFile();
        LearnedRoutes before = new LearnedRoutes(file);

        before.learn("GET /visits/*");
        await(() -> file.isFile() && read(file).contains("GET /visits/*"));

        assertThat(new LearnedRoutes(file).contains("GET /visits/*")).isTrue();
    }

    @Test
    void aDamagedLineIsLeftOutAndTheOthersCount() throws IOException {
        File file = folder.resolve("learned").toFile();
        Files.writeString(file.toPath(), "# comment\nGET /a\n\u0000garbage\n\nHEAD /b/*\n");

        LearnedRoutes routes = new LearnedRoutes(file);

        assertThat(routes.all().keySet()).containsExactly("GET /a", "HEAD /b/*");
    }

    @Test
    void forgettingIsForTheOneOrForAll() {
        LearnedRoutes routes = new LearnedRoutes(null);
        List.of("GET /a", "GET /b", "GET /c").forEach(routes::learn);

        routes.forget("GET /a");
        assertThat(routes.all().keySet()).containsExactly("GET /b", "GET /c");

        routes.forget(null);
        assertThat(routes.all()).isEmpty();
    }

    @Test
    void madeUpPathsCannotGrowItWithoutBound() {
        LearnedRoutes routes = new LearnedRoutes(null);

        for (int i = 0; i < LearnedRoutes.MOST + 100; i++) {
            routes.learn("GET /x" + i);
        }

        assertThat(routes.all()).hasSize(LearnedRoutes.MOST);
    }

    @Test
    void aFileThatCannotBeWrittenLosesNothingInMemory() {
        LearnedRoutes routes =
                new LearnedRoutes(folder.resolve("missing/learned").toFile());

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

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
