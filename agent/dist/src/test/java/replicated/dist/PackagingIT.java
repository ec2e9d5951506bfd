// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The one file that is shipped: what the application can see of it, and what it promises to the JVM. */
class PackagingIT {

    @Test
    void theManifestSaysAllThatTheJvmNeedsAndNothingThatCostsTheApplicationItsArchives() throws IOException {
        try (JarFile jar = new JarFile(Jars.agent().toFile())) {
            Map<String, String> main = jar.getManifest().getMainAttributes().entrySet().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.getKey().toString(),
                            entry -> entry.getValue().toString()));
            assertThat(main)
                    .containsEntry("Premain-Class", "replicated.bootstrap.Premain")
                    .containsEntry("Agent-Class", "replicated.bootstrap.Premain")
                    .containsEntry("Main-Class", "replicated.bootstrap.Main")
                    .containsEntry("Can-Retransform-Classes", "true")
                    .containsKey("Implementation-Version")
                    .doesNotContainKeys(
                            "Class-Path",
                            "Boot-Class-Path",
                            "Can-Redefine-Classes",
                            "Launcher-Agent-Class",
                            "Multi-Release");
        }
    }

    @Test
    void theApplicationSeesTheBootstrapClassesOnly() throws IOException {
        List<String> entries = entries();

        assertThat(entries)
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("replicated/bootstrap/"));
        assertThat(entries)
                .filteredOn(name -> !name.endsWith("/"))
                .filteredOn(name -> !name.startsWith("inst/") && !name.startsWith("replicated/bootstrap/"))
                .allMatch(name -> name.startsWith("META-INF/"))
                .noneMatch(name -> name.startsWith("META-INF/services/") || name.startsWith("META-INF/maven/"));
    }

    @Test
    void everythingElseIsHidden() throws IOException {
        assertThat(entries())
                .contains(
                        "inst/java/lang/ReplicatedHooks.classdata",
                        "inst/java/lang/ReplicatedTaskHooks.classdata",
                        "inst/classes",
                        "inst/late",
                        "inst/com/zaxxer/hikari/HikariDataSource.classdata",
                        "inst/org/slf4j/Logger.classdata",
                        "inst/org/snakeyaml/engine/v2/api/Load.classdata")
                .noneMatch(name -> name.startsWith("inst/") && name.endsWith(".class"))
                .noneMatch(name -> name.startsWith("inst/replicated/") && name.endsWith(".classdata"))
                .noneMatch(name -> name.contains("module-info"))
                .noneMatch(name -> name.startsWith("inst/replicated/hooks/Replicated"));
    }

    @Test
    void licencesOfAllPartsAreIncluded() throws IOException {
        assertThat(entries())
                .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/ASM.txt")
                .contains("META-INF/licenses/slf4j-api.txt");
    }

    @Test
    void theFileIsSmall() throws IOException {
        assertThat(Files.size(Jars.agent())).isLessThan(6L << 20);
    }

    @Test
    void entriesAreSortedAndCarryNoTimeOfTheBuild() throws IOException {
        try (JarFile jar = new JarFile(Jars.agent().toFile())) {
            List<ZipEntry> entries = jar.stream().map(ZipEntry.class::cast).toList();

            assertThat(entries)
                    .extracting(ZipEntry::getLastModifiedTime)
                    .containsOnly(entries.get(0).getLastModifiedTime());
            assertThat(entries)
                    .extracting(ZipEntry::getName)
                    .filteredOn(name -> name.startsWith("inst/") && !name.endsWith("/"))
                    .isSorted();
        }
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(Jars.agent().toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
