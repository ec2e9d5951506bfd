package benchmarks;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.sql.SQLException;

/** One request after the other through a servlet, so that the agent opens a scope around the work. */
final class Request {

    private static final MethodHandle HTTP_REQUEST = Stubs.constructor(NoopRequest.class);
    private static final MethodHandle HTTP_RESPONSE = Stubs.constructor(NoopResponse.class);

    private final String method;
    private final Servlet servlet;

    /** What an application does in a request. */
    interface Work {
        void run() throws SQLException;
    }

    Request(String method, Work work) {
        this.method = method;
        this.servlet = new WorkServlet(work);
    }

    void run() throws ServletException, IOException {
        servlet.service(request(), response());
    }

    private NoopRequest request() {
        try {
            return (NoopRequest) HTTP_REQUEST.invokeExact(method);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static NoopResponse response() {
        try {
            return (NoopResponse) HTTP_RESPONSE.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the agent hooks. */
    private record WorkServlet(Work work) implements Servlet {

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException {
            try {
                work.run();
            } catch (SQLException e) {
                throw new ServletException(e);
            }
        }

        @Override
        public void init(ServletConfig config) {}

        @Override
        public ServletConfig getServletConfig() {
            return null;
        }

        @Override
        public String getServletInfo() {
            return "";
        }

        @Override
        public void destroy() {}
    }

    /** A request without headers. */
    abstract static class NoopRequest implements HttpServletRequest {

        private final String method;
        private Object attribute;

        NoopRequest(String method) {
            this.method = method;
        }

        @Override
        public String getMethod() {
            return method;
        }

        @Override
        public String getRequestURI() {
            return "/owners/7";
        }

        @Override
        public String getContextPath() {
            return "";
        }

        @Override
        public Object getAttribute(String name) {
            return name.equals("replicated.scope") ? attribute : null;
        }

        @Override
        public void setAttribute(String name, Object value) {
            attribute = value;
        }
    }

    /** A response that is never committed. */
    abstract static class NoopResponse implements HttpServletResponse {

        NoopResponse() {}
    }
}
