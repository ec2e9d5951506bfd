// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import replicated.config.GeneratedText;
import replicated.config.Samples;

/** A table in a page of {@code docs/}, between two comments, that is written from the code. */
final class GeneratedTable {

    private static final String BEGIN = "<!-- from the code -->\n";
    private static final String END = "<!-- end of what is from the code -->";

    private GeneratedTable() {}

    /**
     * Compares the table of a page with what the code says; with {@code -Dreplicated.regenerate=true} it is written
     * anew.
     *
     * @param page name of a file in {@code docs/}
     * @param table Markdown, with a line break at its end
     */
    static void assertUpToDate(String page, String table) throws IOException {
        Path file = Samples.directory().resolveSibling("docs").resolve(page);
        String text = Files.readString(file);
        String expected = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + "\n" + table + "\n"
                + text.substring(text.indexOf(END));
        GeneratedText.assertUpToDate(file, text, expected);
    }
}
