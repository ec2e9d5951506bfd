// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import replicated.config.RouteRule;
import replicated.config.StatusSettings;
import replicated.jdbc.Database;
import replicated.log.Faults;
import replicated.log.Log;
import replicated.replica.Replica;

/**
 * Everything an operator sees and steers, on one daemon thread of its own: it waits for the application's main, then
 * opens the listener, and registers MBeans once the application has taken a request (or, without one, after a minute),
 * when the log manager is settled, as soon as there is an MBean server. Registries of Micrometer's get their meters
 * from then on. Thread-safe.
 */
public final class Status implements Closeable {

    /** Names the file that the report is written to when the application ends. */
    private static final String REPORT_FILE = "replicated.report";

    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK_MILLIS = 250;
    private static final long JMX_AT_LATEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final AgentView agent;
    private final Counters counters;
    private final StatusSettings settings;
    private final Queue<Reference<Object>> meterRegistries;
    private final long startedMillis = System.currentTimeMillis();
    private final Thread thread;

    /** Set by the status thread, once. */
    private volatile @Nullable Listener listener;

    /** For the status thread. Null while there is no listener: only its pages show it. */
    private @Nullable History history;

    /** For the status thread. Null until there is a registry: most applications have none. */
    private @Nullable Meters meters;

    private Status(
            AgentView agent, Counters counters, Queue<Reference<Object>> meterRegistries, @Nullable Thread main) {
        this.agent = agent;
        this.counters = counters;
        this.settings = agent.config().status();
        this.meterRegistries = meterRegistries;
        // Nothing inherited: where the agent is attached, the calling thread may be one of the application's.
        this.thread = new Thread(null, () -> run(main), "replicated-status", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    /**
     * Starts what the {@code status} block asks for; returns at once. To be called on the thread that will run the
     * application's main, or, in an application that already runs, on any.
     *
     * @param agent the rest of the agent
     * @param counters what its scopes tell of their decisions
     * @param meterRegistries gets the application's registries of Micrometer's; emptied here
     * @param running whether the application's main has begun already
     * @return to be closed, or left to the end of the JVM
     */
    public static Status start(
            AgentView agent, Counters counters, Queue<Reference<Object>> meterRegistries, boolean running) {
        Status status = new Status(agent, counters, meterRegistries, running ? null : Thread.currentThread());
        status.thread.start();
        return status;
    }

    /**
     * Where the pages are.
     *
     * @return the port, or -1 while there is no listener
     */
    public int port() {
        Listener open = listener;
        return open == null ? -1 : open.port();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run(@Nullable Thread main) {
        try {
            if (main != null) {
                ApplicationMain.await(main);
            }
            writeReportAtTheEnd();
            if (!settings.listen().isEmpty()) {
                History kept = new History(counters, startedMillis);
                StatusJson json = new StatusJson(agent, counters, kept, startedMillis);
                Report report = new Report(agent, counters);
                listener = Listener.open(settings.listen(), new Pages(json, new Metrics(agent, counters), report));
                history = listener == null ? null : kept;
            }
            if (settings.jmx() || settings.micrometer() || listener != null) {
                watch();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (Throwable fault) {
            Faults.caught("status", fault);
        } finally {
            Listener open = listener;
            if (open != null && thread.isInterrupted()) {
                open.close();
            }
        }
    }

    private void watch() throws InterruptedException {
        Jmx jmx = null;
        boolean jmxPending = settings.jmx();
        long begin = System.nanoTime();
        long nextSample = begin;
        try {
            while (true) {
                long now = System.nanoTime();
                boolean late = now - begin > JMX_AT_LATEST_NANOS;
                if (jmxPending && (counters.any() || late) && Jmx.isServerThere()) {
                    jmx = Jmx.register(agent, counters);
                    jmxPending = false;
                }
                if (now - nextSample >= 0) {
                    nextSample += SAMPLE_NANOS * (1 + (now - nextSample) / SAMPLE_NANOS);
                    sample(jmx);
                }
                long untilSample = TimeUnit.NANOSECONDS.toMillis(nextSample - now) + 1;
                TimeUnit.MILLISECONDS.sleep(jmxPending && !late ? Math.min(TICK_MILLIS, untilSample) : untilSample);
            }
        } finally {
            if (jmx != null) {
                jmx.close();
            }
        }
    }

    private void sample(@Nullable Jmx jmx) {
        try {
            if (meters == null && !meterRegistries.isEmpty()) {
                meters = new Meters(new Metrics(agent, counters), meterRegistries);
            }
            if (meters != null) {
                meters.update(agent.config().status().micrometer());
            }
            if (jmx != null) {
                jmx.update();
            }
            if (history != null) {
                history.sample(System.currentTimeMillis(), lags(), mostLag());
            }
        } catch (RuntimeException | LinkageError | OutOfMemoryError fault) {
            // No thread could be had, perhaps: then the page is needed most.
            Faults.caught("status-sample", fault);
        }
    }

    private Map<History.Server, Long> lags() {
        Map<History.Server, Long> lags = new HashMap<>();
        for (Database database : agent.databases()) {
            for (Replica replica : database.replicas().replicas()) {
                Duration lag = replica.health().lag();
                if (lag != null) {
                    lags.put(new History.Server(database.name(), replica.name()), lag.toNanos());
                }
            }
        }
        return lags;
    }

    /** The widest of {@code max-lag} that any route of a data source may have. */
    private Map<String, Long> mostLag() {
        Duration ofRules = Duration.ZERO;
        for (RouteRule rule : agent.config().requests().routes()) {
            if (rule.maxLag() != null && rule.maxLag().compareTo(ofRules) > 0) {
                ofRules = rule.maxLag();
            }
        }
        Map<String, Long> most = new HashMap<>();
        for (Database database : agent.databases()) {
            Duration own = database.replicas().settings().consistency().maxLag();
            most.put(database.name(), (own.compareTo(ofRules) > 0 ? own : ofRules).toNanos());
        }
        return most;
    }

    private void writeReportAtTheEnd() {
        String file = System.getProperty(REPORT_FILE);
        if (file == null || file.isBlank()) {
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> writeReport(file.strip()), "replicated-report"));
    }

    private void writeReport(String file) {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(new Report(agent, counters).text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Log.warn("the report could not be written to " + file + ": " + e.getMessage());
        } catch (RuntimeException fault) {
            Faults.caught("report", fault);
        }
    }
}
