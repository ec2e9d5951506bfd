// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop: so many clients, each with a connection, a cookie and a row of its own, and each asks again as soon as
 * it is answered.
 */
final class Load {

    static final int CLIENTS = 8;
    private static final int PAUSE_AFTER_ERROR_MILLIS = 10;
    /** More than a client writes in one turn. */
    private static final int MOST_VALUES = 100_000;

    private static final String NUMBER = "\"randomNumber\":";

    /** So that no client ever writes what its row has already. */
    private static int nextValue;

    private Load() {}

    /**
     * What clients have seen.
     *
     * @param answers how many there were
     * @param p50 how long half of them took at most, in milliseconds; NaN where there was none
     * @param p99 how long 99 of 100 took at most
     * @param span from the first request to the last answer
     * @param ownReads reads of what the client itself has written
     * @param staleReads those of them that had something else
     * @param errors other answers than 200, and connections that broke
     * @param firstError its message, or null
     */
    record Seen(
            int answers,
            double p50,
            double p99,
            Duration span,
            long ownReads,
            long staleReads,
            long errors,
            String firstError) {

        double perSecond() {
            return answers * 1e9 / span.toNanos();
        }
    }

    /** Loads an application for a span of time. */
    static Seen run(URI address, Shape shape, Duration span) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        long begin = System.nanoTime();
        long end = begin + span.toNanos();
        List<Client> clients = new ArrayList<>();
        try {
            List<Future<?>> running = new ArrayList<>();
            int firstValue = nextValue;
            nextValue += MOST_VALUES;
            for (int id = 1; id <= CLIENTS; id++) {
                Client client = new Client(address, shape, id, firstValue);
                clients.add(client);
                running.add(threads.submit(() -> {
                    client.run(end);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        long[] nanos = clients.stream()
                .flatMapToLong(client -> Arrays.stream(client.nanos, 0, client.answers))
                .sorted()
                .toArray();
        return new Seen(
                nanos.length,
                quantile(nanos, 0.5),
                quantile(nanos, 0.99),
                took,
                clients.stream().mapToLong(client -> client.ownReads).sum(),
                clients.stream().mapToLong(client -> client.staleReads).sum(),
                clients.stream().mapToLong(client -> client.errors).sum(),
                clients.stream()
                        .map(client -> client.firstError)
                        .filter(error -> error != null)
                        .findFirst()
                        .orElse(null));
    }

    /** In milliseconds, of nanoseconds in order. */
    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }

    /** One client; run by one thread. */
    private static final class Client {
        final URI address;
        final Shape shape;
        final int id;
        int value;
        boolean hasWritten;
        long[] nanos = new long[1024];
        int answers;
        long ownReads;
        long staleReads;
        long errors;
        String firstError;

        Client(URI address, Shape shape, int id, int value) {
            this.address = address;
            this.shape = shape;
            this.id = id;
            this.value = value;
        }

        void run(long end) throws IOException, InterruptedException {
            int number = 0;
            while (System.nanoTime() < end) {
                try (Wire wire = new Wire(address)) {
                    while (System.nanoTime() < end) {
                        try {
                            ask(wire, number++);
                        } catch (Wire.Refused e) {
                            failed(e);
                        }
                    }
                } catch (IOException e) {
                    failed(e);
                }
            }
        }

        private void ask(Wire wire, int number) throws IOException {
            boolean mix = shape.writesOneIn > 0;
            boolean writes = mix && number % shape.writesOneIn == 0;
            int written = writes ? value + 1 : value;
            String path = shape.path + (mix ? "?id=" + id + (writes ? "&value=" + written : "") : "");
            long begin = System.nanoTime();
            String body = wire.ask(writes ? "POST" : "GET", path);
            record(System.nanoTime() - begin);
            value = written;
            hasWritten |= writes;
            if (hasWritten && !writes) {
                ownReads++;
                staleReads += body.contains(NUMBER + value + "}") ? 0 : 1;
            }
        }

        private void record(long took) {
            if (answers == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * answers);
            }
            nanos[answers++] = took;
        }

        private void failed(IOException e) throws InterruptedException {
            errors++;
            firstError = firstError == null ? e.toString() : firstError;
            Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
        }
    }
}
