// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import replicated.log.Faults;

/**
 * {@code docs/troubleshooting.md} as a page of the agent's own: whoever needs it may be on a machine that reaches
 * nothing else. It knows as much of Markdown as that file has: headings, paragraphs, tables and numbered lists. A row
 * whose first cell is code has an anchor of that name. Immutable once made.
 */
final class Troubleshooting {

    static final String PATH = "/troubleshooting";

    private static final Pattern NUMBERED = Pattern.compile("\\d+\\. .*");

    private static final Pattern RULER = Pattern.compile("[|\\- ]+");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]*)\\*\\*");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

    private static final class Holder {
        static final Troubleshooting MADE = of(resource());
    }

    private final Set<String> anchors = new LinkedHashSet<>();
    private final StringBuilder html = new StringBuilder();

    /** The element that is open: {@code p}, {@code table}, or none. */
    private String open = "";

    private Troubleshooting() {}

    /**
     * Reads a page.
     *
     * @param markdown its text
     */
    static Troubleshooting of(String markdown) {
        Troubleshooting made = new Troubleshooting();
        markdown.lines().forEach(made::line);
        made.close();
        return made;
    }

    /** That of this version; empty where the jar lacks it. */
    static Troubleshooting page() {
        return Holder.MADE;
    }

    private static String resource() {
        try (InputStream in = Troubleshooting.class.getResourceAsStream("troubleshooting.md")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            Faults.caught("troubleshooting", e);
            return "";
        }
    }

    /**
     * Where something is explained.
     *
     * @param anchor a state, a reason, or a heading in small letters with hyphens
     * @return a path; empty where the page says nothing of it
     */
    String link(String anchor) {
        return anchors.contains(anchor) ? PATH + "#" + anchor : "";
    }

    /** What can be linked to. */
    Set<String> anchors() {
        return Set.copyOf(anchors);
    }

    PageResponse response() {
        return new PageResponse(
                200,
                "text/html; charset=utf-8",
                PageResponse.NOTHING,
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
                        + " content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light"
                        + " dark\"><title>replicated: troubleshooting</title></head>\n<body>\n<p><a href=\"/\">Status</a></p>\n"
                        + html + "</body></html>\n");
    }

    private void line(String line) {
        if (line.startsWith("#")) {
            close();
            String title = line.replaceFirst("#+ *", "");
            String tag = line.startsWith("##") ? "h2" : "h1";
            html.append('<' + tag + " id=\"" + anchor(title) + "\">" + inline(title) + "</" + tag + ">\n");
        } else if (line.startsWith("|")) {
            row(line);
        } else if (line.isBlank()) {
            close();
        } else if (NUMBERED.matcher(line).matches()) {
            begin("p");
            html.append(inline(line)).append('\n');
        } else {
            if (!open.equals("p")) {
                begin("p");
            }
            html.append(inline(line.strip())).append('\n');
        }
    }

    private void row(String line) {
        if (RULER.matcher(line).matches()) {
            return;
        }
        if (!open.equals("table")) {
            begin("table");
        }
        String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
        String first = cells[0].strip();
        boolean named = CODE.matcher(first).matches();
        html.append(named ? "<tr id=\"" + anchor(first) + "\">" : "<tr>");
        for (String cell : cells) {
            html.append("<td>").append(inline(cell.strip())).append("</td>");
        }
        html.append("</tr>\n");
    }

    private void begin(String tag) {
        close();
        open = tag;
        html.append('<').append(tag).append('>');
    }

    private void close() {
        if (!open.isEmpty()) {
            html.append("</").append(open).append(">\n");
            open = "";
        }
    }

    private String anchor(String title) {
        String anchor =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
        anchors.add(anchor);
        return anchor;
    }

    /** Links lead to other pages, which are not here: their words stay. */
    private static String inline(String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        String words = LINK.matcher(safe).replaceAll("$1");
        return BOLD.matcher(CODE.matcher(words).replaceAll("<code>$1</code>")).replaceAll("<strong>$1</strong>");
    }
}
