// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import replicated.servers.PostgresCluster;

/**
 * Reads per second by the number of replicas. Every server is made slow on purpose and equally so: each read takes it
 * 100 ms, and it gets four connections at most, which makes 40 reads per second. Run by {@code scale-out}.
 */
public final class ScaleOut {

    private static final int[] REPLICAS = {0, 1, 2, 4, 8};
    private static final int READ_MILLIS = 100;
    private static final int CONNECTIONS = 4;
    /** More than one server serves at once, so that a slow client leaves no server without work. */
    private static final double CLIENTS_PER_CONNECTION = 1.5;

    private static final double LEAST_OF_LINEAR = 0.95;
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private ScaleOut() {}

    /**
     * Runs, prints, draws; ends with 1 where it is not linear.
     *
     * @param arguments seconds for each, jar of the agent, jar of the application, file of the plot without its ending
     */
    public static void main(String[] arguments) throws Exception {
        long seconds = Long.parseLong(arguments[0]);
        Jars jars = new Jars(arguments[1], arguments[2]);
        List<Double> rates = new ArrayList<>();
        boolean linear = true;
        int most = REPLICAS[REPLICAS.length - 1];
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(most).start()) {
            System.out.printf(Locale.ROOT, "%8s %10s %10s %12s%n", "replicas", "reads/s", "of linear", "on primary");
            for (int replicas : REPLICAS) {
                Measured measured = measure(jars, cluster, replicas, seconds);
                rates.add(measured.rate());
                double one = rates.get(Math.min(1, rates.size() - 1));
                double ofLinear = measured.rate() / (one * Math.max(1, replicas));
                linear &= ofLinear >= LEAST_OF_LINEAR;
                System.out.printf(
                        Locale.ROOT,
                        "%8d %10.1f %9.1f%% %12d%n",
                        replicas,
                        measured.rate(),
                        100 * ofLinear,
                        measured.onPrimary());
            }
        }
        draw(rates, arguments[3]);
        if (!linear) {
            System.out.println("The target is missed: 95 of 100 that linear growth would give.");
            System.exit(1);
        }
    }

    private record Measured(double rate, long onPrimary) {}

    private static Measured measure(Jars jars, PostgresCluster cluster, int replicas, long seconds) throws Exception {
        String yaml = "balance: least-connections\nreplica-timeout: 5s\n"
                + Application.replicas(cluster.standbys().subList(0, replicas));
        String primary = Integer.toString(cluster.primary().port());
        int clients = (int) (Math.max(1, replicas) * CONNECTIONS * CLIENTS_PER_CONNECTION);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        LongAdder reads = new LongAdder();
        LongAdder onPrimary = new LongAdder();
        try (Application application =
                Application.start(jars, yaml, cluster.primary().jdbcUrl(), CONNECTIONS)) {
            long from = System.nanoTime() + WARM_UP.toNanos();
            long to = from + Duration.ofSeconds(seconds).toNanos();
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                running.add(threads.submit(() -> {
                    read(application, primary, from, to, reads, onPrimary);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new Measured(reads.doubleValue() / seconds, onPrimary.sum());
    }

    private static void read(
            Application application, String primary, long from, long to, LongAdder reads, LongAdder onPrimary)
            throws IOException, InterruptedException {
        while (System.nanoTime() < to) {
            Application.Answer answer = application.get("/api/slow?ms=" + READ_MILLIS, null);
            long now = System.nanoTime();
            if (now >= from && now < to) {
                reads.increment();
                if (answer.servedBy().equals(primary)) {
                    onPrimary.increment();
                }
            }
        }
    }

    private static void draw(List<Double> rates, String file) throws IOException {
        double[] replicas = new double[REPLICAS.length];
        double[] measured = new double[REPLICAS.length];
        double[] linear = new double[REPLICAS.length];
        for (int i = 0; i < REPLICAS.length; i++) {
            replicas[i] = REPLICAS[i];
            measured[i] = rates.get(i);
            linear[i] = rates.get(1) * Math.max(1, REPLICAS[i]);
        }
        XYChart chart = new XYChartBuilder()
                .width(760)
                .height(380)
                .title("Reads per second, servers capped at 40 each")
                .xAxisTitle("replicas")
                .yAxisTitle("reads per second")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.addSeries("measured", replicas, measured);
        chart.addSeries("linear", replicas, linear);
        BitmapEncoder.saveBitmap(chart, file, BitmapFormat.PNG);
    }
}
