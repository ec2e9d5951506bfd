// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Free TCP ports on the loopback address, for servers that have to keep theirs through restarts. */
public final class Ports {
    // Below the range the kernel takes for outgoing connections: a killed server must find its port free again.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 100;
    // A server may listen on its port long after it was chosen. Guarded by itself.
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** @return a port that nobody listens on now, and that this JVM was not given before */
    public static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port) && give(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port found between " + FIRST + " and " + LAST);
    }

    /**
     * Whether somebody listens on a port of the loopback address.
     *
     * @return {@code true}
     * @throws IOException if nobody does
     */
    static boolean listens(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return true;
    }

    private static boolean give(int port) {
        synchronized (GIVEN) {
            return GIVEN.add(port);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
