// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The doors for programs, where {@code NOTE} is the id of a note.
 *
 * <ul>
 *   <li>{@code POST /api/doors/NAME/NOTE} with {@code text}: changes the note through a door. {@code late} is one,
 *       whose answer is on its way before it writes; {@code rolled-back} changes nothing in the end, {@code read-only}
 *       and {@code no-connection} from the beginning
 *   <li>{@code POST /api/doors/function-view/NOTE}, {@code POST /api/doors/visit/NOTE}: counts a visit
 *   <li>{@code GET /api/doors/job}, {@code GET /api/doors/pool}: what jobs have met, and how many connections are in
 *       use; without a database
 *   <li>{@code GET /api/doors/counter/NAME}: reads, computes and writes; never two at a time for one counter
 *   <li>{@code GET /api/doors/who/NAME}, {@code GET} or {@code POST /api/doors/who-writes/NAME}: the rows of somebody;
 *       {@code GET /api/doors/nobody}: those of who says nothing
 *   <li>{@code GET /api/doors/shared}: a connection shared by threads
 *   <li>{@code GET /api/doors/stream/NOTE}: the note as several threads read it at once;
 *       {@code GET /api/doors/task/NOTE} with {@code text}: changed by another thread and read again;
 *       {@code GET /api/doors/cached/NOTE}: from a cache, which {@code cached} clears
 *   <li>{@code POST /api/doors/forgotten/NOTE} with {@code text}: changed by another thread, which nobody waits for but
 *       {@code POST /api/doors/finish/NOTE}
 * </ul>
 */
public final class DoorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final int CONFLICT = HttpServletResponse.SC_CONFLICT;

    private final transient Doors doors;

    /** Leaves the doors to the caller to close. */
    public DoorServlet(Doors doors) {
        this.doors = doors;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String[] path = path(request);
        try {
            switch (path[0]) {
                case "job" -> response.getWriter().print(doors.jobs());
                case "pool" -> value(response, doors.inUse());
                case "counter" -> value(response, doors.marked.count(path[1]));
                case "who" -> owners(response, doors.marked.owners(path[1], false));
                case "who-writes" -> owners(response, doors.marked.owners(path[1], true));
                case "nobody" -> owners(response, doors.marked.owners(null, false));
                case "shared" -> {
                    doors.share();
                    value(response, true);
                }
                case "stream" -> json(response, doors.handed.inParallel(Long.parseLong(path[1])));
                case "task" ->
                    json(response, doors.handed.changedByTask(Long.parseLong(path[1]), request.getParameter("text")));
                case "cached" -> json(response, doors.cached.find(Long.parseLong(path[1])));
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (SQLException e) {
            // What may be tried again is no failure.
            if (!"40001".equals(e.getSQLState())) {
                throw new ServletException(e);
            }
            response.sendError(CONFLICT);
        } catch (InterruptedException e) {
            throw new ServletException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String[] path = path(request);
        String text = request.getParameter("text");
        try {
            if (path[0].equals("who-writes")) {
                owners(response, doors.marked.owners(path[1], true));
                return;
            }
            long note = Long.parseLong(path[1]);
            switch (path[0]) {
                case "function-view" -> value(response, doors.visitByView(note));
                case "visit" -> {
                    doors.visit(note);
                    value(response, true);
                }
                case "forgotten" -> {
                    doors.handed.forget(note, text);
                    value(response, true);
                }
                case "finish" -> value(response, doors.handed.finish(note));
                case "late" -> late(response, note, text);
                case "rolled-back" -> {
                    doors.rollBack(note, text);
                    value(response, false);
                }
                case "read-only" -> value(response, doors.find(note));
                case "no-connection" -> value(response, false);
                default -> {
                    Door door = doors.named(path[0]);
                    if (door == null) {
                        response.sendError(HttpServletResponse.SC_NOT_FOUND);
                    } else {
                        value(response, door.change(note, text));
                    }
                }
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    /** The client has the status and headers, and not the end, when this writes. */
    private void late(HttpServletResponse response, long note, String text) throws IOException {
        response.setContentType("application/json; charset=utf-8");
        response.getWriter().print("{");
        response.flushBuffer();
        try {
            response.getWriter().print("\"value\": " + doors.change(note, text) + "}\n");
        } catch (SQLException e) {
            log("A late write failed", e);
            response.getWriter().print("\"error\": \"" + e.getSQLState() + "\"}\n");
        }
    }

    private static void value(HttpServletResponse response, Object value) throws IOException {
        response.setContentType("application/json; charset=utf-8");
        response.getWriter().print("{\"value\": " + value + "}\n");
    }

    private static void json(HttpServletResponse response, String json) throws IOException {
        response.setContentType("application/json; charset=utf-8");
        response.getWriter().print(json);
    }

    private static void owners(HttpServletResponse response, String owners) throws IOException {
        response.setContentType("application/json; charset=utf-8");
        response.getWriter().print("{\"owners\": \"" + owners + "\"}\n");
    }

    /** What follows {@code /api/doors/}, in two parts. */
    private static String[] path(HttpServletRequest request) {
        String[] parts = request.getRequestURI().split("/", -1);
        return new String[] {parts[3], parts.length > 4 ? parts[4] : ""};
    }
}
