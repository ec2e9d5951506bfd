// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the status page. The head of its request is read, and what comes after its answer is thrown away, by
 * the accepting thread alone, which takes what is there and never waits; what is in between is a worker's.
 */
final class PageClient {

    private static final int FIRST = 512;

    private static final byte[] NOTHING = {};

    /** Does not block, but for the worker that has it. */
    final SocketChannel channel;

    /** By the clock of {@link System#nanoTime}, as all of these. */
    private final long came = System.nanoTime();

    /** Nothing, once the request is read. */
    private byte[] head = new byte[FIRST];

    private int length;

    /** When a worker took it; 0 before. */
    private volatile long begun;

    /** When it was answered; 0 before. Written before it is shown to the accepting thread again. */
    private long answered;

    /** Whether it is one of those that a place is kept for. */
    volatile boolean kept;

    PageClient(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes what has come of the request.
     *
     * @return null while its head is not complete
     * @throws PageRequest.Refused if it is not a request that we answer
     * @throws IOException if the client is gone
     */
    @Nullable
    PageRequest poll() throws IOException, PageRequest.Refused {
        while (true) {
            if (length == PageRequest.LARGEST_HEAD) {
                throw new PageRequest.Refused(431, "the head of the request is too large");
            }
            if (length == head.length) {
                head = Arrays.copyOf(head, Math.min(4 * head.length, PageRequest.LARGEST_HEAD));
            }
            int read = channel.read(ByteBuffer.wrap(head, length, head.length - length));
            if (read < 0) {
                throw new IOException("the client has gone");
            }
            if (read == 0) {
                return null;
            }
            int from = Math.max(0, length - 3);
            length += read;
            PageRequest request = PageRequest.complete(head, from, length);
            if (request != null) {
                head = NOTHING;
                return request;
            }
        }
    }

    /**
     * Throws away what the client still sends: closing with unread bytes would take the answer away from it.
     *
     * @return whether it has closed its end
     */
    boolean drain() throws IOException {
        ByteBuffer waste = ByteBuffer.allocate(1024);
        for (int chunk = 0; chunk < 16; chunk++) {
            int read = channel.read(waste.clear());
            if (read <= 0) {
                return read < 0;
            }
        }
        return false;
    }

    /** Milliseconds until it has been there for so long; at least 1. */
    long untilReadingLongerThan(long millis, long now) {
        return Math.max(1, millis - TimeUnit.NANOSECONDS.toMillis(now - came));
    }

    /** Milliseconds until it was answered so long ago; at least 1. */
    long untilAnsweredLongerThan(long millis, long now) {
        return Math.max(1, millis - TimeUnit.NANOSECONDS.toMillis(now - answered));
    }

    boolean isReadingLongerThan(long millis, long now) {
        return now - came > TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void begin() {
        begun = System.nanoTime();
    }

    boolean isServedLongerThan(long millis, long now) {
        long since = begun;
        return since != 0 && now - since > TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void answered() {
        answered = System.nanoTime();
    }

    boolean isAnsweredLongerThan(long millis, long now) {
        return now - answered > TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
