// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that the JVM takes from an archive, linked before any agent, are hooked as those from class files are. */
class ArchivesIT {

    private static final String[] MODULE = {"--add-modules", "java.instrument"};

    private static final String POOL = " com.zaxxer.hikari.";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void aCdsArchiveIsUsedAndItsClassesAreHooked(int version) throws Exception {
        Path jdk = Jars.jdk(version);
        Path archive = folder.resolve("app.jsa");
        train(app(jdk).jvm("-XX:ArchiveClassesAtExit=" + archive), archive);

        List<String> loaded = assertRouted(app(jdk).jvm("-XX:SharedArchiveFile=" + archive));

        // What is hooked comes from its file again; the rest shows that the archive is in use.
        assertThat(loaded).anyMatch(line -> isArchived("HikariConfig", line));
    }

    @Test
    void anAotCacheRecordedWithoutTheAgentIsUsedAndItsClassesAreHooked() throws Exception {
        Path jdk = Jars.jdk(25);
        Path cache = folder.resolve("app.aot");
        train(app(jdk).jvm(MODULE).jvm("-XX:AOTCacheOutput=" + cache), cache);

        List<String> loaded = assertRouted(app(jdk).jvm(MODULE).jvm("-XX:AOTCache=" + cache));

        assertThat(loaded).anyMatch(line -> isArchived("HikariDataSource", line));
    }

    @Test
    void anAotCacheRecordedWithTheAgentIsUsedAndItsClassesAreHooked() throws Exception {
        Path jdk = Jars.jdk(25);
        Path cache = folder.resolve("app.aot");
        train(app(jdk).agent(configuration()).jvm("-XX:AOTCacheOutput=" + cache), cache);

        List<String> loaded = assertRouted(app(jdk).jvm("-XX:AOTCache=" + cache));

        assertThat(loaded).anyMatch(line -> isArchived("HikariDataSource", line));
    }

    private ForkedApp.Builder app(Path jdk) throws Exception {
        return Container.JETTY_12_EE10.app(folder).jdk(jdk);
    }

    private Path configuration() throws Exception {
        return PagesReplica.configuration(folder, "log: {level: warn}");
    }

    /** Runs the application, uses it, and ends it: then the JVM writes its archive. */
    private static void train(ForkedApp.Builder builder, Path archive) throws Exception {
        try (ForkedApp app = builder.start()) {
            URI address = URI.create(app.address());
            Visitor visitor = new Visitor(true);
            visitor.get(address, "/read");
            assertThat(visitor.post(address, "/write", "").headers().allValues("Set-Cookie"))
                    .as("the agent is not there while an archive is recorded")
                    .isEmpty();
            app.terminate();
            assertThat(archive).as(app.transcript()).isNotEmptyFile();
        }
    }

    private List<String> assertRouted(ForkedApp.Builder builder) throws Exception {
        Path classes = folder.resolve("classes.log");
        try (ForkedApp app = builder.agent(configuration())
                .jvm("-Xlog:class+load:file=" + classes)
                .start()) {
            PagesReplica.awaitServing(app);
            assertThat(new Visitor(true)
                            .post(URI.create(app.address()), "/write", "")
                            .headers()
                            .allValues("Set-Cookie"))
                    .hasSize(1);
            assertThat(app.err()).as(app.transcript()).isEmpty();
            return Files.readAllLines(classes).stream()
                    .filter(line -> line.contains(POOL))
                    .toList();
        }
    }

    private static boolean isArchived(String name, String line) {
        return line.contains(POOL + name + " ") && line.contains("shared objects file");
    }
}
