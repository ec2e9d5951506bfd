// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/** Remembers when a visitor who gives a name ({@code ?visitor=anna}) was last seen: a write, also in a GET. */
final class LastSeenFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient NoteStore store;

    LastSeenFilter(NoteStore store) {
        this.store = store;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String visitor = request.getParameter("visitor");
        if (visitor != null) {
            try {
                store.seen(visitor);
            } catch (SQLException e) {
                throw new ServletException(e);
            }
        }
        chain.doFilter(request, response);
    }
}
