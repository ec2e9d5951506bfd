// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every link leads somewhere: to a file, to a heading of a page, or to an address that could be one. */
class LinksTest {

    private final Manuscript manuscript = Repository.manuscript();

    @Test
    void linksWithinTheRepositoryLeadToFilesAndHeadings() {
        List<String> dead = new ArrayList<>();
        for (MarkdownPage page : manuscript.pages()) {
            for (String destination : page.destinations()) {
                if (!destination.contains(":") && !leads(page, destination)) {
                    dead.add(page.name() + ": " + destination);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private boolean leads(MarkdownPage page, String destination) {
        int hash = destination.indexOf('#');
        String file = hash < 0 ? destination : destination.substring(0, hash);
        String target = file.isEmpty() ? page.name() : page.resolve(file);
        if (!Files.exists(Repository.ROOT.resolve(target))) {
            return false;
        }
        MarkdownPage other = manuscript.page(target);
        return hash < 0 || (other != null && other.headings().containsKey(destination.substring(hash + 1)));
    }

    @Test
    void linksToElsewhereAreHttps() {
        List<String> wrong = new ArrayList<>();
        for (MarkdownPage page : manuscript.pages()) {
            for (String destination : page.destinations()) {
                if (destination.contains(":") && !isAddress(destination)) {
                    wrong.add(page.name() + ": " + destination);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isAddress(String destination) {
        try {
            URI address = URI.create(destination);
            return "https".equals(address.getScheme())
                    && address.getHost() != null
                    && address.getHost().contains(".");
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @Test
    void everyPageIsInTheTableOfContents() {
        MarkdownPage contents = manuscript.page(Manuscript.CONTENTS);
        List<String> listed = contents.destinations().stream()
                .map(destination -> contents.resolve(destination.replaceFirst("#.*", "")))
                .toList();

        assertThat(manuscript.pages().stream()
                        .map(MarkdownPage::name)
                        .filter(name ->
                                name.startsWith("docs/") && !name.substring(5).contains("/"))
                        .filter(name -> !name.equals(Manuscript.CONTENTS)))
                .allSatisfy(name -> assertThat(listed).contains(name));
    }
}
