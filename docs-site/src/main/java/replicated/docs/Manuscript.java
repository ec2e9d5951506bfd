// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pages of the repository: those beside the README, and all below {@code docs/}. Immutable.
 *
 * @param root the repository
 * @param pages the README first
 */
record Manuscript(Path root, List<MarkdownPage> pages) {

    static final String README = "README.md";
    static final String CONTENTS = "docs/index.md";

    /**
     * Reads them.
     *
     * @param root the repository
     * @throws IOException if a page cannot be read
     */
    static Manuscript read(Path root) throws IOException {
        Path from = root.toAbsolutePath().normalize();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> beside = Files.list(from);
                Stream<Path> below = Files.walk(from.resolve("docs"))) {
            Stream.concat(beside, below)
                    .filter(file -> file.getFileName().toString().endsWith(".md"))
                    .sorted()
                    .forEach(files::add);
        }
        List<MarkdownPage> pages = new ArrayList<>();
        for (Path file : files) {
            String name = from.relativize(file).toString().replace('\\', '/');
            MarkdownPage page = new MarkdownPage(name, readable(file));
            pages.add(name.equals(README) ? 0 : pages.size(), page);
        }
        return new Manuscript(from, List.copyOf(pages));
    }

    /**
     * A page by its name.
     *
     * @param name path from the root, with slashes
     * @return null if there is none
     */
    MarkdownPage page(String name) {
        return pages.stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String readable(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
