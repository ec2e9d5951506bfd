// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The pages for people. */
final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient NoteStore store;

    PageServlet(NoteStore store) {
        this.store = store;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            String path = request.getRequestURI();
            switch (path) {
                case "/" -> list(response, "Notes", Html.addForm() + Html.searchForm(""), store.newest());
                case "/latest" -> list(response, "The latest note", "", store.latest());
                case "/reports/count" -> {
                    Answer<Long> count = store.count();
                    Html.send(response, "Report", "<p>Notes: " + count.value() + "</p>\n", count.servedBy());
                }
                case "/about" ->
                    Html.send(
                            response,
                            "About",
                            "<p>A board of notes. Below is the database server that it just asked.</p>\n",
                            store.count().servedBy());
                default -> note(path, response);
            }
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            switch (request.getRequestURI()) {
                case "/notes" -> {
                    store.add(required(request, "text"));
                    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
                    response.setHeader("Location", "/");
                }
                case "/search" -> {
                    String word = required(request, "word");
                    list(response, "Notes with “" + word + "”", Html.searchForm(word), store.search(word));
                }
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    private void note(String path, HttpServletResponse response) throws SQLException, IOException {
        Answer<List<Note>> answer = path.matches("/notes/\\d{1,18}")
                ? store.visit(Long.parseLong(path.substring("/notes/".length())))
                : new Answer<>(List.of(), "");
        if (answer.value().isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Note note = answer.value().get(0);
        Html.send(response, note.text(), "<p>Visits: " + note.visits() + "</p>\n", answer.servedBy());
    }

    private static void list(HttpServletResponse response, String title, String forms, Answer<List<Note>> notes)
            throws IOException {
        Html.send(response, title, forms + Html.list(notes.value()), notes.servedBy());
    }

    private static String required(HttpServletRequest request, String parameter) throws ServletException {
        String value = request.getParameter(parameter);
        if (value == null) {
            throw new ServletException("The parameter " + parameter + " is missing");
        }
        return value;
    }
}
