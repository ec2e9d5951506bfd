// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.Samples;

/** What pages for developers quote is there: a class that was renamed is renamed in them too. */
class PagesTest {

    private static final Path ROOT = Samples.directory().getParent();

    /** A class of ours or of Java, perhaps behind its package, perhaps with one of its members. */
    private static final Pattern NAME =
            Pattern.compile("`(?:[\\w.]+/)*([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?(?:\\([^`]*\\))?`");

    /** A member of whichever class. */
    private static final Pattern MEMBER = Pattern.compile("`([a-z]+[A-Z]\\w*)(?:\\([^`]*\\))?`");

    private static final List<String> JAVA = List.of(
            "java.lang.", "java.lang.invoke.", "java.sql.", "java.util.", "java.util.concurrent.locks.", "javax.sql.");

    /** Of the application's world or in a URL of it. */
    private static final Set<String> FOREIGN =
            Set.of("Filter", "Servlet", "AsyncContext", "prepareThreshold", "readOnlyMode");

    /** Texts by the simple name of the class. */
    private static final Map<String, String> SOURCES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (String folder : List.of("agent", "docs-site")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    SOURCES.merge(name, Files.readString(file), String::concat);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs/architecture.md",
                "docs/connection.md",
                "docs/glossary.md",
                "docs/reasons.md",
                "CONTRIBUTING.md"
            })
    void quotesOnlyWhatThereIs(String page) throws IOException {
        List<String> missing = new ArrayList<>();
        String text = Files.readString(ROOT.resolve(page));
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            if (!FOREIGN.contains(name.group(1)) && !isThere(name.group(1), name.group(2))) {
                missing.add(name.group());
            }
        }
        Matcher member = MEMBER.matcher(text);
        while (member.find()) {
            if (!FOREIGN.contains(member.group(1))
                    && SOURCES.values().stream().noneMatch(containing(member.group(1)))) {
                missing.add(member.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    static Stream<String> decisions() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/adr"))) {
            List<String> names =
                    pages.map(page -> "docs/adr/" + page.getFileName()).toList();
            return Stream.concat(names.stream(), Stream.of("docs/releasing.md"));
        }
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void decisionsQuoteOnlyWhatThereIs(String page) throws IOException {
        quotesOnlyWhatThereIs(page);
    }

    private static boolean isThere(String type, String member) {
        String source = SOURCES.get(type);
        if (source != null) {
            return member == null || containing(member).test(source);
        }
        for (String javas : JAVA) {
            try {
                Class<?> known = Class.forName(javas + type);
                return member == null
                        || Stream.of(known.getMethods())
                                .anyMatch(each -> each.getName().equals(member));
            } catch (ClassNotFoundException elsewhere) {
                // The next package may have it.
            }
        }
        return SOURCES.values().stream().anyMatch(containing("(?:class|record|enum|interface) " + type));
    }

    private static Predicate<String> containing(String word) {
        return Pattern.compile("\\b" + word + "\\b").asPredicate();
    }

    @Test
    void eachPackageSaysWhatItIsAndWhoUsesItsState() throws IOException {
        Path sources = ROOT.resolve("agent/core/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path folder : files.filter(each -> each.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList()) {
                Path info = folder.resolve("package-info.java");
                assertThat(info).exists();
                assertThat(Files.readString(info)).as(info.toString()).containsPattern("(?i)thread|stateless");
            }
        }
    }
}
