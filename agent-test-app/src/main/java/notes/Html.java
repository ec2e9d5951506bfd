// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** The look of the pages. */
final class Html {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>%1$s</title>
              <style>
                body { font: 17px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #223; background: #fafaf7 }
                h1 { font-size: 1.6rem } a { color: #06c } ul { list-style: none; padding: 0 }
                li { background: #fff; border: 1px solid #e3e3dc; border-radius: .5rem; padding: .6rem .9rem; margin: .5rem 0 }
                form { display: flex; gap: .5rem; margin: 1rem 0 } input { flex: 1; font: inherit; padding: .4rem .6rem; border: 1px solid #bbb; border-radius: .4rem }
                button { font: inherit; padding: .4rem 1rem; border: 0; border-radius: .4rem; background: #06c; color: #fff }
                nav a { margin-right: 1rem } footer { margin-top: 2rem; padding-top: .6rem; border-top: 1px solid #ddd; color: #778; font-size: .9rem }
              </style>
            </head>
            <body>
            <nav><a href="/">Notes</a><a href="/latest">Latest</a><a href="/reports/count">Report</a><a href="/about">About</a></nav>
            <h1>%1$s</h1>
            """;
    private static final String ADD_FORM = """
            <form method="post" action="/notes">
              <input name="text" placeholder="A new note" aria-label="A new note" maxlength="1000" required autofocus>
              <button>Add</button>
            </form>
            """;
    private static final String SEARCH_FORM = """
            <form method="post" action="/search">
              <input name="word" placeholder="A word to look for" aria-label="A word to look for" value="%s">
              <button>Search</button>
            </form>
            """;

    private Html() {}

    /** Sends a page whose footer says which database server it was made from. */
    static void send(HttpServletResponse response, String title, String body, String servedBy) throws IOException {
        response.setContentType("text/html; charset=utf-8");
        response.getWriter()
                .print(HEAD.formatted(escape(title)) + body + "<footer>served by database <code id=\"served-by\">"
                        + escape(servedBy) + "</code></footer>\n</body>\n</html>\n");
    }

    static String addForm() {
        return ADD_FORM;
    }

    static String searchForm(String word) {
        return SEARCH_FORM.formatted(escape(word));
    }

    static String list(List<Note> notes) {
        if (notes.isEmpty()) {
            return "<p>No notes here.</p>\n";
        }
        StringBuilder html = new StringBuilder("<ul>\n");
        for (Note note : notes) {
            html.append("<li><a href=\"/notes/")
                    .append(note.id())
                    .append("\">")
                    .append(escape(note.text()))
                    .append("</a></li>\n");
        }
        return html.append("</ul>\n").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
