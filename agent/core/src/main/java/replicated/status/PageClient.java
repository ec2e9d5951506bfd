package replicated.status;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the status page. The head of its request is read, and what comes after its answer is thrown away, by the
 * accepting thread alone, which takes what is there and never waits; what is in between is a worker's.
 */
final class PageClient {

    private static final int FIRST = 512;

    final Socket socket;

    /** By the clock of {@link System#nanoTime}, as all of these. */
    private final long came = System.nanoTime();

    private byte[] head = new byte[FIRST];
    private int length;

    /** When a worker took it; 0 before. */
    private volatile long begun;

    /** When it was answered; 0 before. Written before it is shown to the accepting thread again. */
    private long answered;

    /** Whether it is one of those that a place is kept for. */
    volatile boolean kept;

    PageClient(Socket socket) {
        this.socket = socket;
    }

    /**
     * Takes what has come of the request.
     *
     * @return null while its head is not complete
     * @throws PageRequest.Refused if it is not a request that we answer
     * @throws IOException if the client is gone
     */
    PageRequest poll() throws IOException, PageRequest.Refused {
        InputStream in = socket.getInputStream();
        while (in.available() > 0) {
            if (length == PageRequest.LARGEST_HEAD) {
                throw new PageRequest.Refused(431, "the head of the request is too large");
            }
            if (length == head.length) {
                head = Arrays.copyOf(head, Math.min(4 * head.length, PageRequest.LARGEST_HEAD));
            }
            int read = in.read(head, length, Math.min(in.available(), head.length - length));
            if (read < 0) {
                throw new IOException("the client has gone");
            }
            int from = Math.max(0, length - 3);
            length += read;
            PageRequest request = PageRequest.complete(head, from, length);
            if (request != null) {
                head = null;
                return request;
            }
        }
        return null;
    }

    /** Throws away what the client still sends: closing with unread bytes would take the answer away from it. */
    void drain() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] waste = new byte[1024];
        for (int chunk = 0; chunk < 16 && in.available() > 0; chunk++) {
            if (in.read(waste) < 0) {
                return;
            }
        }
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
