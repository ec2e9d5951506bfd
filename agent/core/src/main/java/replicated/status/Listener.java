package replicated.status;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import replicated.log.Faults;
import replicated.log.Log;

/**
 * A web server just large enough for a few read-only pages: one request per connection, a handful of threads, a bound on everything a client can make
 * it spend. Whoever has not sent a whole request occupies no thread, and those who ask for {@code /metrics} or a probe have one of their own. The JDK's own ({@code com.sun.net.httpserver}) would initialise {@code java.util.logging}, which settles the log manager for
 * the whole JVM before a JBoss application has settled it itself. Thread-safe.
 */
final class Listener implements Closeable {

    private static final int WORKERS = 4;

    /** Requests that wait for a worker; further connections are closed at once. */
    private static final int WAITING = 32;

    /** Connections whose request is not complete: beyond that, the one that has been there longest is closed. */
    private static final int READING = 128;

    /** For the head of the request. */
    private static final long HEAD_MILLIS = 3_000;

    /** For the answer, so that a client that does not read it holds a thread no longer than this. */
    private static final long WHOLE_MILLIS = 5_000;

    /** For the answer of the thread that a place is kept on, while others wait for it. */
    private static final long PRESSED_MILLIS = 500;

    /** Between the answer and the end of the connection. */
    private static final long LINGER_MILLIS = 200;

    private static final int REAP_MILLIS = 250;
    private static final int POLL_MILLIS = 5;
    private static final int LINGER_POLL_MILLIS = 50;

    /** What a monitoring system asks for has a thread of its own. */
    private static final Set<String> KEPT = Set.of("/metrics", "/healthz", "/readyz");

    private final ListenAddress address;
    private final Function<PageRequest, PageResponse> pages;
    private final ServerSocket server;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor kept;

    /** In the order in which they came. Only for the accepting thread. */
    private final Deque<PageClient> reading = new ArrayDeque<>();

    private final Queue<PageClient> served = new ConcurrentLinkedQueue<>();
    private final Queue<PageClient> answered = new ConcurrentLinkedQueue<>();

    /** Only for the accepting thread. */
    private long lastPoll = System.nanoTime();

    private Listener(ListenAddress address, Function<PageRequest, PageResponse> pages, ServerSocket server) {
        this.address = address;
        this.pages = pages;
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        workers = pool(WORKERS, number);
        kept = pool(1, number);
    }

    private static ThreadPoolExecutor pool(int threads, AtomicInteger number) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> daemon(task, "replicated-status-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
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
            server.bind(resolved, READING);
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
        workers.shutdownNow();
        kept.shutdownNow();
        served.forEach(client -> closeQuietly(client.socket));
        answered.forEach(client -> closeQuietly(client.socket));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                server.setSoTimeout(
                        !reading.isEmpty() ? POLL_MILLIS : !answered.isEmpty() ? LINGER_POLL_MILLIS : REAP_MILLIS);
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
            poll();
        }
        reading.forEach(client -> closeQuietly(client.socket));
    }

    private void take(Socket socket) {
        reading.addLast(new PageClient(socket));
        if (reading.size() > READING) {
            closeQuietly(reading.removeFirst().socket);
        }
    }

    /** Looks after all connections that are no worker's, and after the patience of workers. */
    private void poll() {
        long now = System.nanoTime();
        if (now - lastPoll < TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS)) {
            return;
        }
        lastPoll = now;
        reading.removeIf(client -> isDoneReading(client, now));
        answered.removeIf(client -> isDone(client, now));
        for (PageClient client : served) {
            boolean pressed = client.kept && !kept.getQueue().isEmpty();
            if (client.isServedLongerThan(pressed ? PRESSED_MILLIS : WHOLE_MILLIS, now)) {
                closeQuietly(client.socket);
            }
        }
    }

    private boolean isDoneReading(PageClient client, long now) {
        try {
            PageRequest request = client.poll();
            if (request != null) {
                client.kept = KEPT.contains(request.path());
                dispatch(
                        client,
                        () -> serve(
                                client, () -> answer(request), !request.method().equals("HEAD")));
                return true;
            }
            if (!client.isReadingLongerThan(HEAD_MILLIS, now)) {
                return false;
            }
        } catch (PageRequest.Refused refused) {
            dispatch(
                    client,
                    () -> serve(client, () -> PageResponse.error(refused.status(), refused.getMessage()), true));
            return true;
        } catch (IOException gone) {
            // Nobody is left to be told.
        } catch (RuntimeException fault) {
            Faults.caught("status-page", fault);
        }
        closeQuietly(client.socket);
        return true;
    }

    private static boolean isDone(PageClient client, long now) {
        try {
            client.drain();
            if (!client.isAnsweredLongerThan(LINGER_MILLIS, now)) {
                return false;
            }
        } catch (IOException gone) {
            // As it should be.
        }
        closeQuietly(client.socket);
        return true;
    }

    private void dispatch(PageClient client, Runnable task) {
        served.add(client);
        try {
            (client.kept ? kept : workers).execute(task);
        } catch (RejectedExecutionException tooMany) {
            served.remove(client);
            closeQuietly(client.socket);
        }
    }

    private void serve(PageClient client, Supplier<PageResponse> response, boolean withBody) {
        client.begin();
        boolean sent = false;
        try {
            response.get().send(client.socket.getOutputStream(), withBody);
            client.socket.shutdownOutput();
            client.answered();
            sent = true;
        } catch (IOException clientGone) {
            // Nobody is left to be told, and it is nothing of ours.
            return;
        } catch (Throwable fault) {
            Faults.caught("status-page", fault);
        } finally {
            served.remove(client);
            if (sent) {
                answered.add(client);
            } else {
                closeQuietly(client.socket);
            }
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
}
