// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;
import replicated.log.Log;

/**
 * A web server just large enough for a few read-only pages: one request per connection, a handful of threads, a bound
 * on everything a client can make it spend. Whoever has not sent a whole request occupies no thread, and those who ask
 * for {@code /metrics} or a probe have one of their own. The JDK's own ({@code com.sun.net.httpserver}) would
 * initialise {@code java.util.logging}, which settles the log manager for the whole JVM before a JBoss application has
 * settled it itself. Thread-safe.
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

    /** While workers answer, how often their patience is looked after. */
    private static final long REAP_MILLIS = 250;

    /** What a monitoring system asks for has a thread of its own. */
    private static final Set<String> KEPT = Set.of("/metrics", "/healthz", "/readyz");

    private final ListenAddress address;
    private final Function<PageRequest, PageResponse> pages;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor kept;

    /** In the order in which they came. Only for the accepting thread. */
    private final Set<PageClient> reading = new LinkedHashSet<>();

    /** Those that were answered a moment ago. Only for the accepting thread. */
    private final Set<PageClient> lingering = new LinkedHashSet<>();

    private final Queue<PageClient> served = new ConcurrentLinkedQueue<>();

    /** On their way from a worker to the accepting thread. */
    private final Queue<PageClient> answered = new ConcurrentLinkedQueue<>();

    private Listener(
            ListenAddress address,
            Function<PageRequest, PageResponse> pages,
            ServerSocketChannel server,
            Selector selector) {
        this.address = address;
        this.pages = pages;
        this.server = server;
        this.selector = selector;
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
    static @Nullable Listener open(String listen, Function<PageRequest, PageResponse> pages) {
        ServerSocketChannel server = null;
        Selector selector = null;
        try {
            ListenAddress address = ListenAddress.parse(listen);
            InetSocketAddress resolved = address.resolved();
            server = ServerSocketChannel.open();
            server.bind(resolved, READING);
            server.configureBlocking(false);
            selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            Listener listener = new Listener(address, pages, server, selector);
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
            closeQuietly(selector);
            closeQuietly(server);
            Log.warn("no status page: cannot listen on " + listen + " (" + e.getMessage()
                    + "); free the port or change status.listen");
            return null;
        }
    }

    int port() {
        return server.socket().getLocalPort();
    }

    @Override
    public void close() {
        closeQuietly(server);
        workers.shutdownNow();
        kept.shutdownNow();
        served.forEach(client -> closeQuietly(client.channel));
        selector.wakeup();
    }

    /**
     * Sleeps until somebody comes or sends, a worker has answered, or somebody's patience is at its end: for ever,
     * while nobody is there.
     */
    private void accept() {
        while (server.isOpen()) {
            try {
                selector.select(untilNext());
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    guarded(() -> take(key));
                }
                adopt();
            } catch (Throwable fault) {
                fault(fault);
            }
            // Whatever has happened: who has been there for too long may be what there is too little of.
            guarded(this::reap);
        }
        reading.forEach(client -> closeQuietly(client.channel));
        lingering.forEach(client -> closeQuietly(client.channel));
        answered.forEach(client -> closeQuietly(client.channel));
        closeQuietly(selector);
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (Throwable fault) {
            fault(fault);
        }
    }

    private void fault(Throwable fault) {
        if (server.isOpen()) {
            Faults.caught("status-accept", fault);
            pause();
        }
    }

    /** Milliseconds; 0: nothing is to be waited for. */
    private long untilNext() {
        long now = System.nanoTime();
        long next = served.isEmpty() ? Long.MAX_VALUE : REAP_MILLIS;
        // Each in the order of its deadline.
        for (PageClient first : reading) {
            next = Math.min(next, first.untilReadingLongerThan(HEAD_MILLIS, now));
            break;
        }
        for (PageClient first : lingering) {
            next = Math.min(next, first.untilAnsweredLongerThan(LINGER_MILLIS, now));
            break;
        }
        return next == Long.MAX_VALUE ? 0 : next;
    }

    private void take(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            SocketChannel channel = server.accept();
            if (channel != null) {
                begin(channel);
            }
            return;
        }
        PageClient client = (PageClient) key.attachment();
        boolean done = true;
        try {
            done = reading.contains(client) ? isDoneReading(client, key) : isDone(client);
        } catch (Error fault) {
            closeQuietly(client.channel);
            throw fault;
        } finally {
            if (done) {
                reading.remove(client);
                lingering.remove(client);
            }
        }
    }

    private void begin(SocketChannel channel) {
        PageClient client = new PageClient(channel);
        if (!isWatched(client)) {
            return;
        }
        reading.add(client);
        if (reading.size() > READING) {
            PageClient longest = reading.iterator().next();
            reading.remove(longest);
            closeQuietly(longest.channel);
        }
    }

    /** Has the selector tell when the client sends something. */
    private boolean isWatched(PageClient client) {
        try {
            client.channel.configureBlocking(false);
            client.channel.register(selector, SelectionKey.OP_READ, client);
            return true;
        } catch (IOException gone) {
            closeQuietly(client.channel);
            return false;
        }
    }

    /** Takes over those whom workers have answered. */
    private void adopt() throws IOException {
        if (answered.isEmpty()) {
            return;
        }
        // A worker may be quicker than the next select, which is what forgets the key that was cancelled for it.
        selector.selectNow();
        for (PageClient client = answered.poll(); client != null; client = answered.poll()) {
            if (isWatched(client)) {
                lingering.add(client);
            }
        }
    }

    /** Looks after the patience with all of them. */
    private void reap() {
        long now = System.nanoTime();
        closeThose(reading, client -> client.isReadingLongerThan(HEAD_MILLIS, now));
        closeThose(lingering, client -> client.isAnsweredLongerThan(LINGER_MILLIS, now));
        for (PageClient client : served) {
            boolean pressed = client.kept && !kept.getQueue().isEmpty();
            if (client.isServedLongerThan(pressed ? PRESSED_MILLIS : WHOLE_MILLIS, now)) {
                closeQuietly(client.channel);
            }
        }
    }

    private static void closeThose(Set<PageClient> clients, Predicate<PageClient> overdue) {
        clients.removeIf(client -> {
            boolean over = overdue.test(client);
            if (over) {
                closeQuietly(client.channel);
            }
            return over;
        });
    }

    /** Whether the client is not to be read from any more. */
    private boolean isDoneReading(PageClient client, SelectionKey key) {
        try {
            PageRequest request = client.poll();
            if (request == null) {
                return false;
            }
            key.cancel();
            client.kept = KEPT.contains(request.path());
            dispatch(
                    client,
                    () -> serve(client, () -> answer(request), !request.method().equals("HEAD")));
        } catch (PageRequest.Refused refused) {
            key.cancel();
            dispatch(
                    client,
                    () -> serve(client, () -> PageResponse.error(refused.status(), refused.getMessage()), true));
        } catch (IOException gone) {
            closeQuietly(client.channel);
        } catch (RuntimeException fault) {
            Faults.caught("status-page", fault);
            closeQuietly(client.channel);
        }
        return true;
    }

    private static boolean isDone(PageClient client) {
        try {
            if (!client.drain()) {
                return false;
            }
        } catch (IOException gone) {
            // As it should be.
        }
        closeQuietly(client.channel);
        return true;
    }

    private void dispatch(PageClient client, Runnable task) {
        served.add(client);
        try {
            (client.kept ? kept : workers).execute(task);
        } catch (RejectedExecutionException tooMany) {
            served.remove(client);
            closeQuietly(client.channel);
        }
    }

    private void serve(PageClient client, Supplier<PageResponse> response, boolean withBody) {
        client.begin();
        boolean sent = false;
        try {
            client.channel.configureBlocking(true);
            response.get().send(Channels.newOutputStream(client.channel), withBody);
            client.channel.shutdownOutput();
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
                selector.wakeup();
            } else {
                closeQuietly(client.channel);
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

    private static void closeQuietly(@Nullable Closeable closeable) {
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
