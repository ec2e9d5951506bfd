// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * How many reads replicas take, and how many of those are older than what the client itself wrote, by what keeps
 * clients from such reads: bookmarks, time windows, nothing. All run at once, on the same servers, with the same load:
 * sessions that own a note, send one POST in ten requests, and think for 100 ms to 1 s in between. A third of them read
 * at once after each write, as a browser does that is redirected; another third write nothing, but search by POST and
 * read at once after that: each POST that the primary has answered counts as a write. Run by {@code offload}.
 */
public final class Offload {

    private static final Duration LAG = Duration.ofMillis(50);
    private static final int WRITE_ONE_IN = 10;
    private static final int SHORTEST_THINK_MILLIS = 100;
    private static final int MAX_THINK_MILLIS = 1000;
    /** Until pools are built and code is compiled. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final double LEAST_SHARE = 0.95;

    private static final Policy BOOKMARKS = new Policy("bookmarks", "read-your-writes: position");

    private static final List<Policy> POLICIES = List.of(
            BOOKMARKS,
            new Policy("window 5 s", "read-your-writes: window, window: 5s"),
            new Policy("window 2 s", "read-your-writes: window, window: 2s"),
            new Policy("off", "read-your-writes: off"));

    /** One way to keep clients from stale reads, and what came of it. */
    private static final class Policy {
        final String title;
        final String consistency;
        final Tally thinking = new Tally();
        final Tally redirected = new Tally();
        final Tally searching = new Tally();

        Policy(String title, String consistency) {
            this.title = title;
            this.consistency = consistency;
        }
    }

    /** What sessions of one kind have seen. */
    private static final class Tally {
        final LongAdder writes = new LongAdder();
        final LongAdder reads = new LongAdder();
        final LongAdder readsOnReplicas = new LongAdder();
        final LongAdder staleReads = new LongAdder();

        double share() {
            return readsOnReplicas.doubleValue() / reads.doubleValue();
        }
    }

    private Offload() {}

    /**
     * Runs, prints, draws; ends with 1 where the bookmarks fall short.
     *
     * @param arguments seconds, sessions for each, jar of the agent, jar of the application, file of the plot without
     *     its ending
     */
    public static void main(String[] arguments) throws Exception {
        long seconds = Long.parseLong(arguments[0]);
        int sessions = Integer.parseInt(arguments[1]);
        Jars jars = new Jars(arguments[2], arguments[3]);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Application> applications = new ArrayList<>();
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start()) {
            for (Server standby : cluster.standbys()) {
                standby.setApplyDelay(LAG);
            }
            String primary = Integer.toString(cluster.primary().port());
            List<Future<?>> running = new ArrayList<>();
            for (Policy policy : POLICIES) {
                Application application = Application.start(
                        jars, yaml(policy, cluster), cluster.primary().jdbcUrl(), 10);
                applications.add(application);
            }
            long from = System.nanoTime() + WARM_UP.toNanos();
            long end = from + Duration.ofSeconds(seconds).toNanos();
            for (Policy policy : POLICIES) {
                Application application = applications.get(POLICIES.indexOf(policy));
                for (int number = 0; number < sessions; number++) {
                    Session session = new Session(application, primary, policy, number, from);
                    running.add(threads.submit(() -> {
                        session.run(end);
                        return null;
                    }));
                }
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            applications.forEach(Application::close);
            threads.shutdownNow();
        }
        print("think time between all requests", policy -> policy.thinking);
        print("a read at once after each write", policy -> policy.redirected);
        print("a read at once after each POST, none of which writes", policy -> policy.searching);
        draw(arguments[4]);
        if (BOOKMARKS.thinking.share() < LEAST_SHARE
                || BOOKMARKS.thinking.staleReads.sum() + BOOKMARKS.redirected.staleReads.sum() > 0) {
            System.out.println("The target is missed: 95 of 100 reads on replicas, and no stale one.");
            System.exit(1);
        }
    }

    private static String yaml(Policy policy, PostgresCluster cluster) {
        return "consistency: {" + policy.consistency + "}\n" + Application.replicas(cluster.standbys());
    }

    /** One client; its steps run one after the other. */
    private static final class Session {
        private final Application application;
        private final String primary;
        private final Tally tally;
        private final boolean redirected;
        private final boolean searching;
        private final Random random;
        private final long from;

        private String note;
        private String bookmark;
        private long written;

        Session(Application application, String primary, Policy policy, int number, long from) {
            this.application = application;
            this.primary = primary;
            this.searching = number % 3 == 2;
            this.redirected = searching || number % 3 == 1;
            this.tally = searching ? policy.searching : redirected ? policy.redirected : policy.thinking;
            this.random = new Random(number);
            this.from = from;
        }

        void run(long end) throws IOException, InterruptedException {
            Application.Answer opened = application.post("/api/notes", "0", null);
            note = "/api/notes/" + opened.value();
            bookmark = opened.bookmark();
            while (System.nanoTime() < end) {
                Thread.sleep(SHORTEST_THINK_MILLIS + random.nextInt(MAX_THINK_MILLIS - SHORTEST_THINK_MILLIS));
                if (random.nextInt(WRITE_ONE_IN) != 0) {
                    read();
                } else {
                    post();
                    if (redirected) {
                        read();
                    }
                }
            }
        }

        private void post() throws IOException, InterruptedException {
            String cookie = (searching
                            ? application.post("/api/search?word=nothing", "", bookmark)
                            : application.post(note, Long.toString(++written), bookmark))
                    .bookmark();
            bookmark = cookie == null ? bookmark : cookie;
            if (System.nanoTime() > from) {
                tally.writes.increment();
            }
        }

        private void read() throws IOException, InterruptedException {
            Application.Answer answer = application.get(note, bookmark);
            if (System.nanoTime() < from) {
                return;
            }
            tally.reads.increment();
            if (!answer.servedBy().equals(primary)) {
                tally.readsOnReplicas.increment();
            }
            if (answer.value() < written) {
                tally.staleReads.increment();
            }
        }
    }

    private static void print(String title, Function<Policy, Tally> of) {
        System.out.println(title);
        System.out.printf(Locale.ROOT, "%-12s %8s %8s %14s %12s%n", "", "POSTs", "reads", "on replicas", "stale reads");
        for (Policy policy : POLICIES) {
            Tally tally = of.apply(policy);
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %8d %8d %13.1f%% %12d%n",
                    policy.title,
                    tally.writes.sum(),
                    tally.reads.sum(),
                    100 * tally.share(),
                    tally.staleReads.sum());
        }
    }

    private static void draw(String file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(760)
                .height(380)
                .title("Sessions that write one request in ten, standbys 50 ms behind")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setDecimalPattern("#.#");
        List<String> titles = POLICIES.stream().map(policy -> policy.title).toList();
        chart.addSeries("reads on replicas, %", titles, percent(policy -> policy.thinking.share()));
        chart.addSeries("the same with redirects, %", titles, percent(policy -> policy.redirected.share()));
        chart.addSeries(
                "stale reads with redirects, %",
                titles,
                percent(policy -> policy.redirected.staleReads.doubleValue() / policy.redirected.reads.doubleValue()));
        BitmapEncoder.saveBitmap(chart, file, BitmapFormat.PNG);
    }

    private static List<Double> percent(ToDoubleFunction<Policy> share) {
        return POLICIES.stream()
                .map(policy -> 100 * share.applyAsDouble(policy))
                .toList();
    }
}
