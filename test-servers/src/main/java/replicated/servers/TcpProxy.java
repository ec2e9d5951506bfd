// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad network on the loopback address: forwards TCP connections to a server, or to several in turn as a reader
 * endpoint does, and delays, slows, freezes, cuts or refuses them when told. A fault applies to the connections that
 * are open as well as to new ones, until {@link #heal()}. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final InetAddress address;
    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong roundTrips = new AtomicLong();
    private final Object changed = new Object();
    private volatile List<InetSocketAddress> targets;
    // 0: none.
    private volatile long latencyNanos;
    private volatile long bytesPerSecond;
    // The next two are guarded by changed; closed ends the pumps that wait.
    private boolean blackHole;
    private boolean closed;
    // Guarded by this; null while connections are refused.
    private ServerSocket listener;
    // Guarded by this; ends when its listener is closed.
    private Thread acceptor;

    private TcpProxy(InetAddress address, int port, List<InetSocketAddress> targets) throws IOException {
        this.address = address;
        this.port = port;
        this.targets = targets;
        listen();
    }

    /**
     * @param servers where connections lead, in turn
     * @return a proxy that forwards as fast as it can
     */
    public static TcpProxy to(Server... servers) {
        try {
            return new TcpProxy(InetAddress.getLoopbackAddress(), Ports.free(), addresses(servers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A way to the same servers by another address, for a name that changes its address.
     *
     * @param other a loopback address, such as {@code 127.0.0.2}
     * @return a proxy of its own, on the port of this one
     */
    public TcpProxy at(String other) {
        try {
            return new TcpProxy(InetAddress.getByName(other), port, targets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the port it listens on; the same until {@link #close()} */
    public int port() {
        return port;
    }

    /** @return how many connections were accepted so far */
    public long connections() {
        return connections.get();
    }

    /** @return how often a client has spoken after it was answered, or at first: round trips, over all connections */
    public long roundTrips() {
        return roundTrips.get();
    }

    /** @param servers where new connections lead from now on, in turn; open ones stay */
    public void retarget(Server... servers) {
        targets = addresses(servers);
    }

    /** @param oneWay how much later each piece of data arrives, in either direction */
    public void latency(Duration oneWay) {
        latencyNanos = oneWay.toNanos();
    }

    /** @param limit bytes that each connection gets through in a second, in either direction; 0 for no limit */
    public void throttle(long limit) {
        bytesPerSecond = limit;
    }

    /** Drops all data, silently: connections stay open, new ones are accepted, and no answer ever comes. */
    public void blackHole() {
        synchronized (changed) {
            blackHole = true;
        }
    }

    /** Resets the open connections; new ones are served. */
    public void cut() {
        links.forEach(Link::reset);
    }

    /** Refuses new connections, as a host without a server does, and resets the open ones. */
    public synchronized void refuse() {
        if (listener != null) {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            listener = null;
            // The kernel listens on for as long as a thread is in accept().
            try {
                acceptor.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        cut();
    }

    /** Ends every fault. What a black hole has swallowed stays lost: connections that met it are reset. */
    public void heal() {
        latencyNanos = 0;
        bytesPerSecond = 0;
        boolean lost;
        synchronized (changed) {
            lost = blackHole;
            blackHole = false;
            changed.notifyAll();
        }
        if (lost) {
            cut();
        }
        synchronized (this) {
            if (listener == null) {
                try {
                    listen();
                } catch (IOException e) {
                    throw new UncheckedIOException("The proxy's port is taken: " + port, e);
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (changed) {
            closed = true;
            changed.notifyAll();
        }
        refuse();
    }

    private static List<InetSocketAddress> addresses(Server... servers) {
        return List.of(servers).stream()
                .map(server -> new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                .toList();
    }

    private void listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(address, port));
        listener = socket;
        acceptor = startThread("accept", () -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                // Not in this thread: a server that is slow to accept must not keep the others waiting.
                startThread("connect", () -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        List<InetSocketAddress> inTurn = targets;
        InetSocketAddress target = inTurn.get((int) (connections.getAndIncrement() % inTurn.size()));
        Link link = new Link(client);
        links.add(link);
        try {
            awaitPassage();
            link.server.connect(target);
            client.setTcpNoDelay(true);
            link.server.setTcpNoDelay(true);
            startThread("answers", () -> pump(link, link.server, client, false));
            pump(link, client, link.server, true);
        } catch (IOException e) {
            link.reset();
        }
    }

    private void pump(Link link, Socket from, Socket to, boolean fromClient) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                if (link.clientSpeaks != fromClient) {
                    link.clientSpeaks = fromClient;
                    roundTrips.addAndGet(fromClient ? 1 : 0);
                }
                delay(length);
                awaitPassage();
                out.write(chunk, 0, length);
            }
            to.shutdownOutput();
            if (link.halfClosed) {
                link.close();
            }
            link.halfClosed = true;
        } catch (IOException e) {
            link.reset();
        }
    }

    private void delay(int length) throws IOException {
        long limit = bytesPerSecond;
        long nanos = latencyNanos + (limit == 0 ? 0 : length * TimeUnit.SECONDS.toNanos(1) / limit);
        if (nanos > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(nanos);
            } catch (InterruptedException e) {
                throw new SocketException("Interrupted");
            }
        }
    }

    /** Waits while there is a black hole. */
    private void awaitPassage() throws IOException {
        synchronized (changed) {
            while (blackHole && !closed) {
                try {
                    changed.wait();
                } catch (InterruptedException e) {
                    throw new SocketException("Interrupted");
                }
            }
        }
    }

    private Thread startThread(String task, Runnable work) {
        Thread thread = new Thread(work, "proxy-" + port + "-" + task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A client's connection with the server's; its volatile fields belong to the two pumps. */
    private final class Link {
        final Socket client;
        final Socket server = new Socket();
        volatile boolean clientSpeaks;
        volatile boolean halfClosed;

        Link(Socket client) {
            this.client = client;
        }

        void close() {
            links.remove(this);
            try (client;
                    server) {
                return;
            } catch (IOException e) {
                // Nobody is left at either end to be told.
            }
        }

        void reset() {
            for (Socket socket : List.of(client, server)) {
                try {
                    // Makes close() send RST in place of FIN.
                    socket.setSoLinger(true, 0);
                } catch (SocketException e) {
                    // It is closed already.
                }
            }
            close();
        }
    }
}
