// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each package says what it is, and null is checked in it. */
class PackagesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);

    @Test
    void eachPackageSaysWhatItIsAndWhatKeepsItsState() throws IOException {
        for (Path folder : packages()) {
            Path info = folder.resolve("package-info.java");
            assertThat(info).isRegularFile();
            Matcher comment = COMMENT.matcher(Files.readString(info));
            assertThat(comment.find()).as(info.toString()).isTrue();
            assertThat(comment.group().toLowerCase(java.util.Locale.ROOT))
                    .as("%s says of state and threads", info)
                    .containsAnyOf("thread", "state", "immutable", "value");
        }
    }

    @Test
    void nullIsCheckedInEachPackage() throws IOException {
        for (Path folder : packages()) {
            assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked");
        }
    }

    private static Set<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
