package replicated.status;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import replicated.log.Faults;
import replicated.log.Log;

/**
 * A web server just large enough for a few read-only pages: one request per connection, a handful of threads, a bound on everything a client can make
 * it spend. The JDK's own ({@code com.sun.net.httpserver}) would initialise {@code java.util.logging}, which settles the log manager for
 * the whole JVM before a JBoss application has settled it itself. Thread-safe.
 */
final class Listener implements Closeable {

    private static final int WORKERS = 4;

    /** Further connections are closed at once. */
    private static final int WAITING = 32;

    /** For the head of the request. */
    private static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** For everything, so that a client that does not read its answer holds a thread no longer than this. */
    private static final long WHOLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** For the head of the request while others wait. */
    private static final long PRESSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int REAP_MILLIS = 250;

    private final ListenAddress address;
    private final Function<PageRequest, PageResponse> pages;
    private final ServerSocket server;
    private final ThreadPoolExecutor workers;

    /** In the order in which they came. */
    private final Queue<Client> clients = new ConcurrentLinkedQueue<>();

    private Listener(ListenAddress address, Function<PageRequest, PageResponse> pages, ServerSocket server) {
        this.address = address;
        this.pages = pages;
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> daemon(task, "replicated-status-" + number.incrementAndGet()));
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Begins to listen. A failure is one line in the log and no pages.
     *
     * @param listen {@code status.listen}, not empty
     * @param pages makes the answers; called by several threads
     * @return null if it could not be
     */
    static Listener open(String listen, Function<PageRequest, PageResponse> pages) {
        ServerSocket server = null;
        try {
            ListenAddress address = ListenAddress.parse(listen);
            InetSocketAddress resolved = address.resolved();
            server = new ServerSocket();
            server.bind(resolved);
            server.setSoTimeout(REAP_MILLIS);
            Listener listener = new Listener(address, pages, server);
            daemon(listener::accept, "replicated-status-accept").start();
            Log.info("status page on http://" + address.host() + ":" + listener.port() + "/");
            boolean anywhere = resolved.getAddress().isAnyLocalAddress();
            // Of an address that means all of them the file's own notes have told.
            if (!anywhere && !resolved.getAddress().isLoopbackAddress()) {
                Log.warn("status.listen: " + listen + " can be reached from other machines, and the page asks for no"
                        + " password; 127.0.0.1 keeps it to this one");
            }
            return listener;
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            closeQuietly(server);
            Log.warn("no status page: cannot listen on " + listen + " (" + e.getMessage()
                    + "); free the port or change status.listen");
            return null;
        }
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        closeQuietly(server);
        clients.forEach(client -> closeQuietly(client.socket));
        workers.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                closeOverdue();
                take(server.accept());
            } catch (SocketTimeoutException nobodyCame) {
                // Only to look after those that are open.
            } catch (IOException e) {
                if (!server.isClosed()) {
                    Faults.caught("status-accept", e);
                    pause();
                }
            } catch (Throwable fault) {
                Faults.caught("status-accept", fault);
                pause();
            }
        }
    }

    private void take(Socket socket) {
        Client client = new Client(socket);
        clients.add(client);
        try {
            workers.execute(() -> serve(client));
        } catch (RejectedExecutionException tooMany) {
            done(client);
        }
    }

    /** Who connects without asking makes room when others wait: a true client asks at once. */
    private void closeOverdue() {
        long now = System.nanoTime();
        long patience = workers.getQueue().isEmpty() ? WHOLE_NANOS : PRESSED_NANOS;
        for (Client client : clients) {
            long taken = client.begun == 0 ? 0 : now - client.begun;
            if (taken > WHOLE_NANOS || (!client.asked && taken > patience)) {
                closeQuietly(client.socket);
            }
        }
    }

    private void serve(Client client) {
        client.begun = System.nanoTime();
        try {
            boolean withBody = true;
            PageResponse response;
            try {
                PageRequest request = PageRequest.read(client.socket, client.begun + HEAD_NANOS);
                client.asked = true;
                withBody = !request.method().equals("HEAD");
                response = answer(request);
            } catch (PageRequest.Refused refused) {
                response = PageResponse.error(refused.status(), refused.getMessage());
            }
            response.send(client.socket.getOutputStream(), withBody);
            drain(client.socket);
        } catch (IOException clientGone) {
            // Nobody is left to be told, and it is nothing of ours.
            return;
        } catch (Throwable fault) {
            Faults.caught("status-page", fault);
        } finally {
            done(client);
        }
    }

    private PageResponse answer(PageRequest request) {
        if (!address.answersTo(request.host())) {
            return PageResponse.error(
                    421,
                    "This name is not known here, and a page elsewhere could have made your browser ask (DNS rebinding)."
                            + " Ask by address or localhost, or put the name into status.listen.");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return PageResponse.error(405, "Nothing can be changed here: GET and HEAD only.");
        }
        try {
            return pages.apply(request);
        } catch (Throwable fault) {
            Faults.caught("status-page", fault);
            return PageResponse.error(
                    500, "The page could not be made: " + fault.getClass().getName());
        }
    }

    /** Reads what the client still sends, for a moment: closing with unread bytes would take the answer away from it. */
    private static void drain(Socket socket) throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(200);
        InputStream in = socket.getInputStream();
        byte[] waste = new byte[8192];
        int chunks = 0;
        while (chunks < 16 && in.read(waste) >= 0) {
            chunks++;
        }
    }

    private void done(Client client) {
        clients.remove(client);
        closeQuietly(client.socket);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException nothingLeftToDo) {
            return;
        }
    }

    /** Out of file descriptors, mostly: not at full speed. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(REAP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /** A connection. Its fields are written by the worker that serves it, and read by the accepting thread. */
    private static final class Client {

        private final Socket socket;

        /** By the clock of {@link System#nanoTime}; 0 while it waits for a worker. */
        private volatile long begun;

        /** Whether its request is complete. */
        private volatile boolean asked;

        Client(Socket socket) {
            this.socket = socket;
        }
    }
}
