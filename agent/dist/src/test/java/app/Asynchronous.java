// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;

/**
 * Reads, and ends its request asynchronously in each of the ways that there are. As old class files can have it, like
 * {@link Pages}.
 */
final class Asynchronous implements AsyncListener, Runnable {

    private static final String ROUND = "round";
    private static final int SHORT_MILLIS = 100;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final DataSource dataSource;
    private final String how;
    private AsyncContext context;

    Asynchronous(HttpServletRequest request, HttpServletResponse response, DataSource dataSource) {
        this.request = request;
        this.response = response;
        this.dataSource = dataSource;
        this.how = request.getRequestURI().substring("/asynchronous/".length());
    }

    void answer() throws IOException, SQLException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            return;
        }
        boolean dispatched = request.getDispatcherType() == DispatcherType.ASYNC;
        switch (how) {
            case "here" -> {
                start().complete();
            }
            case "elsewhere" -> new Thread(start(this)).start();
            case "early" -> {
                FutureTask<Object> completion = new FutureTask<>(start(this), null);
                new Thread(completion).start();
                await(completion);
            }
            case "timeout" -> start().setTimeout(SHORT_MILLIS);
            case "timeout-heard" -> {
                start().setTimeout(SHORT_MILLIS);
                context.addListener(this);
            }
            case "throw" -> {
                // Jetty 12.1 answers such a request when its time is up, with or without an agent.
                start().setTimeout(SHORT_MILLIS);
                throw new IllegalStateException("after the start");
            }
            case "status" -> {
                response.setStatus(409);
                new Thread(start(this)).start();
            }
            case "dispatch" -> {
                if (dispatched) {
                    read();
                } else {
                    new Thread(start(this)).start();
                }
            }
            case "dispatch-throw" -> {
                if (dispatched) {
                    throw new IllegalStateException("in the dispatch");
                }
                new Thread(start(this)).start();
            }
            case "again" -> {
                if (request.getAttribute(ROUND) == null) {
                    request.setAttribute(ROUND, "first");
                    new Thread(start(this)).start();
                } else if (request.getAttribute(ROUND).equals("first")) {
                    request.setAttribute(ROUND, "second");
                    new Thread(start(this)).start();
                } else {
                    read();
                }
            }
            default -> throw new IllegalArgumentException(how);
        }
    }

    private AsyncContext start() throws IOException, SQLException {
        read();
        context = request.startAsync();
        return context;
    }

    private Runnable start(Runnable next) throws IOException, SQLException {
        start();
        return next;
    }

    /** On another thread. */
    @Override
    public void run() {
        if (how.startsWith("dispatch") || how.equals("again")) {
            context.dispatch();
        } else {
            context.complete();
        }
    }

    private static void await(FutureTask<?> task) throws IOException {
        try {
            task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    private void read() throws IOException, SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from note")) {
            rows.next();
            response.getWriter().println(rows.getInt(1));
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        context.complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
