// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What goes out beside the jar says the truth about it. {@link ReleaseIT} builds it all, which takes minutes. */
class PublishedFilesIT {

    private static final Path ROOT = Path.of(System.getProperty("replicated.root"));

    @TempDir
    private Path folder;

    @Test
    void theBillOfMaterialsNamesEachLibraryInTheJarAndNoOther() throws IOException {
        Map<?, ?> bill = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(ROOT.resolve("agent/dist/src/release/bom.json")));
        List<String> named = ((List<?>) bill.get("components"))
                .stream().map(one -> ((Map<?, ?>) one).get("name").toString()).toList();
        String libraries = Files.readString(Path.of(System.getProperty("replicated.libraries")));

        assertThat(libraries.strip().split(File.pathSeparator, -1))
                .filteredOn(jar -> !Path.of(jar).getFileName().toString().startsWith("replicated-"))
                .extracting(jar ->
                        Path.of(jar).getParent().getParent().getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(named);
        assertThat(Files.readString(ROOT.resolve("agent/dist/src/main/agent/META-INF/NOTICE")))
                .as("as many as there are notices")
                .contains("ASM", "HikariCP", "SnakeYAML Engine", "SLF4J API");
    }

    @Test
    void theImageHasTheJarAndItsCommandCopiesIt() throws Exception {
        String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
        Path image = Files.createDirectory(folder.resolve("image"));
        Path target = Files.createDirectory(folder.resolve("target"));
        for (MatchResult copy : Pattern.compile("(?m)^COPY (\\S+) /(\\S+)$")
                .matcher(dockerfile)
                .results()
                .toList()) {
            Path to = image.resolve(copy.group(2));
            Files.createDirectories(to.getParent());
            Files.copy(ROOT.resolve(copy.group(1)), to);
            assertThat(ROOT.resolve(".dockerignore")).content().contains("!" + copy.group(1));
        }
        MatchResult command = Pattern.compile("(?m)^CMD \\[(.*)]$")
                .matcher(dockerfile)
                .results()
                .findFirst()
                .orElseThrow();
        List<String> words = new ArrayList<>();
        for (String word : command.group(1).replace("\"", "").split(", ", -1)) {
            words.add(word.replaceFirst("^/target", target.toString()).replaceFirst("^/autoi", image + "/autoi"));
        }

        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
        assertThat(target.resolve("replicated.jar")).hasSameBinaryContentAs(Jars.agent());
    }

    @Test
    void theWrapperIsPinnedByItsChecksumAndTakesMavenFromCentral() throws IOException {
        Properties wrapper = new Properties();
        try (InputStream in = Files.newInputStream(ROOT.resolve(".mvn/wrapper/maven-wrapper.properties"))) {
            wrapper.load(in);
        }

        assertThat(wrapper.getProperty("distributionType")).isEqualTo("only-script");
        assertThat(wrapper.getProperty("distributionUrl")).startsWith("https://repo.maven.apache.org/maven2/");
        assertThat(wrapper.getProperty("distributionSha256Sum")).matches("[0-9a-f]{64}");
        assertThat(ROOT.resolve("mvnw")).isExecutable();
    }
}
