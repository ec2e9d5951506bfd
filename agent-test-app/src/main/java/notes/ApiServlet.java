// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * The notes for programs, and request shapes that a servlet container allows and few applications do without.
 * {@code NOTE} is the id of a note.
 *
 * <ul>
 *   <li>{@code GET /api/notes}, {@code GET /api/notes/NOTE}, {@code GET /api/latest}, {@code GET /api/search?word=}
 *   <li>{@code POST /api/notes} with {@code text}: adds; {@code POST /api/notes/NOTE} with {@code text}: changes
 *   <li>{@code GET /api/visit/NOTE}: reads after it wrote; {@code GET} or {@code POST /api/transaction/NOTE}: reads,
 *       then writes, in one transaction
 *   <li>{@code GET /api/slow?ms=}: a read that takes its time
 *   <li>{@code POST /api/fail} with {@code text}: adds a note, then fails with status 500; {@code POST /api/fail/NOTE}:
 *       changes it, then so
 *   <li>{@code GET /api/redirect}: to {@code /api/notes}; {@code POST /api/redirect} with {@code text}: adds, then so;
 *       {@code POST /api/redirect/NOTE}: changes it, then redirects to it
 *   <li>{@code GET /api/stream?text=}: flushes the beginning of the response, reads, and, where there is a text, adds
 *       it; {@code POST /api/stream} with {@code text}: flushes the beginning, then adds
 *   <li>{@code POST /api/read}: reads, as a form of a search does
 *   <li>{@code POST /api/undone} with {@code text}: adds, and rolls that back; {@code POST /api/flushed}: flushes the
 *       beginning of the response, and asks the database nothing
 *   <li>{@code GET /api/async}, {@code POST /api/async} with {@code text}: answered by another thread;
 *       {@code GET /api/async-dispatch}: another thread sends the request back in
 * </ul>
 */
final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient NoteStore store;

    ApiServlet(NoteStore store) {
        this.store = store;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            Path path = Path.of(request);
            switch (path.name()) {
                case "notes" -> {
                    if (path.hasNote()) {
                        sendNote(response, store.find(path.note()));
                    } else {
                        Json.send(response, store.newest());
                    }
                }
                case "latest" -> Json.send(response, store.latest());
                case "search" -> Json.send(response, store.search(request.getParameter("word")));
                case "visit" -> sendNote(response, store.visit(path.note()));
                case "transaction" -> sendNote(response, store.visitInTransaction(path.note()));
                case "slow" -> Json.send(response, store.readSlowly(Integer.parseInt(request.getParameter("ms"))));
                case "redirect" -> response.sendRedirect("/api/notes");
                case "stream" -> stream(response, request.getParameter("text"));
                case "async" -> answerInAnotherThread(request);
                case "async-dispatch" -> answerAfterDispatch(request, response);
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            Path path = Path.of(request);
            String text = request.getParameter("text");
            switch (path.name()) {
                case "notes" -> Json.send(response, addOrChange(path, text));
                case "transaction" -> sendNote(response, store.visitInTransaction(path.note()));
                case "search" -> Json.send(response, store.search(request.getParameter("word")));
                case "fail" -> {
                    addOrChange(path, text);
                    throw new ServletException("Failed on purpose after a write");
                }
                case "redirect" -> {
                    addOrChange(path, text);
                    response.sendRedirect("/api/notes" + (path.hasNote() ? "/" + path.note() : ""));
                }
                case "stream" -> {
                    flushBeginning(response);
                    response.getWriter().print(Json.text(store.add(text)));
                }
                case "read" -> Json.send(response, store.newest());
                case "undone" -> Json.send(response, store.addAndRollBack(text));
                case "flushed" -> flushBeginning(response);
                case "async" -> answerInAnotherThread(request);
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (SQLException e) {
            throw new ServletException(e);
        }
    }

    private static void flushBeginning(HttpServletResponse response) throws IOException {
        response.setContentType("application/x-ndjson; charset=utf-8");
        response.getWriter().println();
        response.flushBuffer();
    }

    private Answer<?> addOrChange(Path path, String text) throws SQLException {
        return path.hasNote() ? store.change(path.note(), text) : store.add(text);
    }

    private static void sendNote(HttpServletResponse response, Answer<List<Note>> found) throws IOException {
        if (found.value().isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            Json.send(response, new Answer<>(found.value().get(0), found.servedBy()));
        }
    }

    private void stream(HttpServletResponse response, String text) throws SQLException, IOException {
        response.setContentType("application/x-ndjson; charset=utf-8");
        response.getWriter().print(Json.text(store.count()));
        response.flushBuffer();
        if (text != null) {
            store.add(text);
        }
        response.getWriter().print(Json.text(store.newest()));
    }

    private void answerInAnotherThread(HttpServletRequest request) {
        String text = request.getParameter("text");
        AsyncContext async = request.startAsync();
        async.start(() -> {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            try {
                Json.send(response, text == null ? store.newest() : store.add(text));
            } catch (SQLException | IOException e) {
                log("An asynchronous answer failed", e);
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            } finally {
                async.complete();
            }
        });
    }

    private void answerAfterDispatch(HttpServletRequest request, HttpServletResponse response)
            throws SQLException, IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            Json.send(response, store.newest());
        } else {
            AsyncContext async = request.startAsync();
            async.start(async::dispatch);
        }
    }

    /** The last two parts of {@code /api/name/note}; the note is -1 where there is none. */
    private record Path(String name, long note) {
        static Path of(HttpServletRequest request) {
            String[] parts = request.getRequestURI().split("/", -1);
            return new Path(
                    parts[2], parts.length > 3 && parts[3].matches("\\d{1,18}") ? Long.parseLong(parts[3]) : -1);
        }

        boolean hasNote() {
            return note >= 0;
        }
    }
}
