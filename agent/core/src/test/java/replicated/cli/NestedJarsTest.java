// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code check --driver your-app.jar}: people have the application's jar at hand, and the driver only within it. */
class NestedJarsTest {

    @TempDir
    private Path folder;

    private Path jar(String name, String entry, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(content);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BOOT-INF/lib/driver.jar",
                "WEB-INF/lib/driver.jar",
                "WEB-INF/lib-provided/driver.jar",
                "lib/driver.jar"
            })
    void theJarWithADriverIsTakenOut(String place) throws IOException {
        byte[] driver = Files.readAllBytes(jar("driver.jar", "META-INF/services/java.sql.Driver", new byte[] {'D'}));
        Path application = jar("app.jar", place, driver);

        List<File> found = NestedJars.withDrivers(application.toFile());

        assertThat(found).singleElement().satisfies(copy -> assertThat(copy).hasBinaryContent(driver));
    }

    @Test
    void otherLibrariesAreLeftWhereTheyAre() throws IOException {
        byte[] library = Files.readAllBytes(jar("library.jar", "Library.class", new byte[] {1}));

        assertThat(NestedJars.withDrivers(
                        jar("app.jar", "BOOT-INF/lib/library.jar", library).toFile()))
                .isEmpty();
        assertThat(NestedJars.withDrivers(
                        jar("broken.jar", "BOOT-INF/lib/no.jar", new byte[] {1}).toFile()))
                .isEmpty();
    }

    @Test
    void whatIsNoJarHasNone() throws IOException {
        assertThat(NestedJars.withDrivers(
                        Files.writeString(folder.resolve("text"), "no jar").toFile()))
                .isEmpty();
    }
}
