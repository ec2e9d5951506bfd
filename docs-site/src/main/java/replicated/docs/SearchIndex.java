// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** What the search looks through: one entry for each section of each page. Stateless. */
final class SearchIndex {

    private SearchIndex() {}

    /**
     * The index.
     *
     * @param pages in the order in which equally good hits are shown
     * @return JSON: an array of objects whose members are the address, the title of its page, its heading, and its
     *     words
     */
    static String json(List<MarkdownPage> pages) {
        List<String> entries = new ArrayList<>();
        for (MarkdownPage page : pages) {
            Iterator<String> ids = page.headings().keySet().iterator();
            String url = Site.address(page.name());
            String section = page.title();
            StringBuilder text = new StringBuilder();
            for (Node node = page.document().getFirstChild(); node != null; node = node.getNext()) {
                if (node instanceof Heading) {
                    add(entries, url, page, section, text);
                    url = Site.address(page.name()) + "#" + ids.next();
                    section = MarkdownPage.text(node);
                } else {
                    text.append(MarkdownPage.text(node)).append(' ');
                }
            }
            add(entries, url, page, section, text);
        }
        return "[\n" + String.join(",\n", entries) + "\n]";
    }

    private static void add(List<String> entries, String url, MarkdownPage page, String section, StringBuilder text) {
        String plain = text.toString().replaceAll("\\s+", " ").strip();
        text.setLength(0);
        if (!plain.isEmpty()) {
            entries.add("{\"url\":" + quoted(url) + ",\"page\":" + quoted(page.title()) + ",\"section\":"
                    + quoted(section) + ",\"text\":" + quoted(plain) + "}");
        }
    }

    /** A string of JSON that is also one of JavaScript, in a page or beside it. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '\u2028' || c == '\u2029') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
