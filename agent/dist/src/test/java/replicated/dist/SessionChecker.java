package replicated.dist;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks read-your-writes from the outside: it knows HTTP, cookies and what each client was told, and nothing of the agent. Each
 * client owns one note and writes ever higher numbers into it; an answer that shows a lower number than the last
 * one acknowledged to that client is a violation. A write that failed may or may not have happened, and so asks for nothing.
 */
final class SessionChecker {

    private static final Pattern VALUE = Pattern.compile("\"text\": \"(\\d+)\"");
    private static final Pattern ID = Pattern.compile("\"value\": (\\d+)");

    private final Supplier<List<URI>> applications;
    private final String primaryPort;

    /** Written by all clients. */
    final Queue<String> violations = new ConcurrentLinkedQueue<>();

    final Queue<String> failures = new ConcurrentLinkedQueue<>();
    final AtomicLong reads = new AtomicLong();
    final AtomicLong readsOnReplicas = new AtomicLong();
    final AtomicLong writes = new AtomicLong();

    /**
     * A checker.
     *
     * @param applications where requests may go at this moment, each to any of them
     * @param primaryPort what the primary says of itself
     */
    SessionChecker(Supplier<List<URI>> applications, String primaryPort) {
        this.applications = applications;
        this.primaryPort = primaryPort;
    }

    /**
     * Lets clients work until told to stop.
     *
     * @param clients how many sessions, two at a time on each thread
     * @param whileRunning runs on the calling thread; the clients stop when it returns
     */
    void run(int clients, Scene whileRunning) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                Client client = new Client(i);
                running.add(threads.submit(() -> {
                    while (!stop.get()) {
                        client.step();
                    }
                    return null;
                }));
            }
            whileRunning.play();
        } finally {
            stop.set(true);
            threads.shutdown();
            threads.awaitTermination(90, TimeUnit.SECONDS);
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    /** What happens to the servers meanwhile. */
    interface Scene {
        void play() throws Exception;
    }

    String summary() {
        return writes + " writes, " + reads + " reads, " + readsOnReplicas + " of them on replicas, "
                + violations.size() + " violations, " + failures.size() + " failures";
    }

    /** One session; its steps run one after the other, but for pairs of reads that overlap. */
    private final class Client {

        private final Visitor visitor = new Visitor(true);
        private final Random random;
        private long note = -1;
        private long written;

        private Client(int seed) {
            random = new Random(seed);
        }

        private void step() throws Exception {
            if (note < 0) {
                open();
                return;
            }
            switch (random.nextInt(10)) {
                case 0, 1 -> write();
                case 2 -> visit();
                case 3 -> {
                    write();
                    readTwiceAtOnce();
                }
                case 4 -> redirect();
                default -> read(any());
            }
        }

        private URI any() {
            List<URI> all = applications.get();
            return all.get(random.nextInt(all.size()));
        }

        private void open() throws Exception {
            HttpResponse<String> response = post("/api/notes", "0");
            Matcher id = response == null ? null : ID.matcher(response.body());
            if (id != null && response.statusCode() == 200 && id.find()) {
                note = Long.parseLong(id.group(1));
            }
        }

        private void write() {
            long next = written + 1;
            HttpResponse<String> response = post("/api/notes/" + note, Long.toString(next));
            if (response != null && response.statusCode() == 200) {
                written = next;
                writes.incrementAndGet();
            } else {
                // It may have happened all the same; a later write is higher than both.
                written = next;
                note = -1;
                written = 0;
            }
        }

        /** A GET that writes: the counter of visits, by the client itself. */
        private void visit() {
            check(get(any(), "/api/visit/" + note), written, "visit");
        }

        private void redirect() {
            post("/api/redirect", "elsewhere");
            read(any());
        }

        private void read(URI application) {
            check(get(application, "/api/notes/" + note), written, "read");
        }

        private void readTwiceAtOnce() throws Exception {
            long expected = written;
            long of = note;
            if (of < 0) {
                return;
            }
            Thread other = new Thread(() -> check(get(any(), "/api/notes/" + of), expected, "parallel read"));
            other.start();
            check(get(any(), "/api/notes/" + of), expected, "parallel read");
            other.join();
        }

        private void check(HttpResponse<String> response, long expected, String what) {
            if (response == null || response.statusCode() != 200) {
                return;
            }
            reads.incrementAndGet();
            if (!response.body().contains("\"servedBy\": \"" + primaryPort + "\"")) {
                readsOnReplicas.incrementAndGet();
            }
            Matcher value = VALUE.matcher(response.body());
            long seen = value.find() ? Long.parseLong(value.group(1)) : -1;
            if (seen < expected) {
                violations.add(what + " of note " + note + " after " + expected + " was written: " + response.body());
            }
        }

        private HttpResponse<String> get(URI application, String path) {
            try {
                return answered(visitor.get(application, path));
            } catch (Exception e) {
                return failed(path, e);
            }
        }

        private HttpResponse<String> post(String path, String text) {
            try {
                return answered(visitor.post(any(), path, text));
            } catch (Exception e) {
                return failed(path, e);
            }
        }

        private HttpResponse<String> answered(HttpResponse<String> response) {
            if (response.statusCode() >= 500) {
                failures.add(response.toString());
            }
            return response;
        }

        private HttpResponse<String> failed(String path, Exception e) {
            failures.add(path + ": " + e);
            return null;
        }
    }
}
