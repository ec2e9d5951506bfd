// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site as it is made in the build: whole, of one version, and of use without a network. */
class SiteTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    static Path site;

    @BeforeAll
    static void build() throws IOException {
        Site.build(Repository.ROOT, site, "1.2.3-test");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            return files.filter(file -> file.toString().endsWith(".html")).toList();
        }
    }

    @Test
    void eachPageIsThereAndSaysItsVersion() throws IOException {
        for (MarkdownPage page : Repository.manuscript().pages()) {
            assertThat(Files.readString(site.resolve(Site.address(page.name()))))
                    .contains("version 1.2.3-test")
                    .contains("<h1");
        }
    }

    @Test
    void eachReferenceLeadsToAFileOfTheSiteAndToAnIdOfIt() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher reference = REFERENCE.matcher(Files.readString(page));
            while (reference.find()) {
                if (!reference.group(1).startsWith("https://") && !leads(page, reference.group(1))) {
                    dead.add(site.relativize(page) + ": " + reference.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static boolean leads(Path page, String reference) throws IOException {
        int hash = reference.indexOf('#');
        String file = hash < 0 ? reference : reference.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.isRegularFile(target)
                && (hash < 0 || Files.readString(target).contains("id=\"" + reference.substring(hash + 1) + "\""));
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws IOException {
        for (Path page : pages()) {
            assertThat(Files.readString(page)).doesNotContainPattern("(?:src|<link[^>]* href)=\"(?:https?:)?//");
        }
        assertThat(Files.readString(site.resolve("search.js"))).doesNotContain("fetch(", "XMLHttpRequest", "import");
    }

    @Test
    void theSearchKnowsEachSectionThatHasText() throws IOException {
        Object index = Yaml.documents(Files.readString(site.resolve("search-index.json")))
                .get(0);
        List<Map<String, Object>> entries =
                ((List<?>) index).stream().map(Yaml::mapping).toList();

        assertThat(entries).hasSizeGreaterThan(100);
        for (Map<String, Object> entry : entries) {
            assertThat(leads(site.resolve("index.html"), (String) entry.get("url")))
                    .as("%s", entry.get("url"))
                    .isTrue();
        }
        assertThat(entries.stream().map(entry -> entry.get("url")))
                .contains("docs/limits.html#connections", "docs/configuration.html#replicaspool", "index.html#get-it");
    }

    @Test
    void theSearchWorksInABrowserFromAFile() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "no browser: install Debian's package chromium");

        String found = opened("docs/faq.html?q=PgBouncer+alias");

        assertThat(found).contains("<article id=\"page\" hidden").contains("href=\"../docs/databases.html#");
        assertThat(opened("index.html?q=nosuchword")).contains("No section has all these words.");
    }

    private static String opened(String address) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(site, "profile");
        Process browser = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + profile,
                        "--dump-dom",
                        "file://" + site + "/" + address)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String dom = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(browser.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return dom;
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
    }
}
