// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * Reads the file, and reads it again when it or a password file named in it has changed, however that came about:
 * edited in place, replaced, a link swapped (Kubernetes), gone and back.
 *
 * <p>It compares contents, five times a second. {@code java.nio.file.WatchService} could notify, but it must not be
 * loaded before the application's main, it sees neither swapped links nor network file systems, and on some systems it
 * polls every ten seconds. Times of modification miss two edits within their granularity, and are cached by network
 * file systems. To read a file of some hundred bytes costs some ten microseconds.
 *
 * <p>All fields belong to the thread that calls {@link #read} and {@link #start}, and from then on to the watching
 * thread.
 */
public final class ConfigWatcher {

    /** A change is acted upon when it was seen twice, so within 400 ms. */
    private static final long INTERVAL_MILLIS = 200;

    /** Hears of changes, on the watching thread. What it throws is counted as a fault. */
    public interface Listener {

        /**
         * A new configuration counts; or the last good one again after a refusal.
         *
         * @param config never null
         */
        void changed(Config config);

        /**
         * The file was refused; the last configuration goes on to count.
         *
         * @param why what is wrong with it
         */
        void refused(ConfigException why);
    }

    private final File file;
    private final Function<String, String> environment;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Map<File, byte[]> handled = Map.of();
    /** What the look before this one found, where that was news; else null. */
    private @Nullable Map<File, byte[]> pending;

    private Collection<File> watched = List.of();
    /** Null until a file has been accepted. */
    private @Nullable Config current;

    private List<String> refusal = List.of();

    /**
     * A watcher that is not yet watching.
     *
     * @param file the configuration
     * @param environment gives the values of placeholders; {@code System::getenv} in production
     */
    public ConfigWatcher(File file, Function<String, String> environment) {
        this.file = file;
        this.environment = environment;
        this.watched = List.of(file);
    }

    /**
     * Reads the file for the first time, on the calling thread.
     *
     * @return the configuration
     * @throws ConfigException if the file is refused; it may be watched all the same, until it is corrected
     */
    public Config read() throws ConfigException {
        handled = contents();
        List<File> passwordFiles = new ArrayList<>();
        try {
            Config first = ConfigParser.parse(file, environment, passwordFiles);
            current = first;
            return first;
        } catch (ConfigException e) {
            refusal = e.problems();
            throw e;
        } finally {
            watch(passwordFiles);
        }
    }

    /**
     * Starts the daemon thread {@code replicated-config}. To be called once, after {@link #read}.
     *
     * @param listener hears of every change since {@link #read}
     */
    public void start(Listener listener) {
        // No inherited thread-locals and no class loader of an application: it may be started from a thread of one.
        Thread thread = new Thread(null, () -> run(listener), "replicated-config", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(ConfigWatcher.class.getClassLoader());
        thread.start();
    }

    /** Stops the thread soon; from any thread. */
    public void stop() {
        stopped.countDown();
    }

    private void run(Listener listener) {
        while (!stopped(INTERVAL_MILLIS)) {
            try {
                look(listener);
            } catch (Throwable fault) {
                Faults.caught("config-watcher", fault);
            }
        }
    }

    private boolean stopped(long millis) {
        try {
            return stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Whoever interrupts a thread of ours does not mean it; stop() is the way.
            return stopped.getCount() == 0;
        }
    }

    private void look(Listener listener) {
        Map<File, byte[]> now = contents();
        if (same(now, handled)) {
            pending = null;
        } else if (pending == null || !same(now, pending)) {
            // Perhaps half written: act when it has stayed the same for one more look.
            pending = now;
        } else {
            handled = now;
            pending = null;
            reload(listener);
        }
    }

    private void reload(Listener listener) {
        List<File> passwordFiles = new ArrayList<>();
        try {
            Config config = ConfigParser.parse(file, environment, passwordFiles);
            boolean news = !config.equals(current) || !refusal.isEmpty();
            current = config;
            refusal = List.of();
            if (news) {
                listener.changed(config);
            }
        } catch (ConfigException e) {
            boolean news = !e.problems().equals(refusal);
            refusal = e.problems();
            if (e.off() && current != null && current.mode() != Mode.OFF) {
                current = current.withMode(Mode.OFF);
                listener.changed(current);
            }
            if (news) {
                listener.refused(e);
            }
        } finally {
            watch(passwordFiles);
        }
    }

    /**
     * A file that is watched anew has no content in {@code handled}: the next look differs, and reads the configuration
     * once more. So a password that changes between its reading and its first look is not missed.
     */
    private void watch(List<File> passwordFiles) {
        List<File> files = new ArrayList<>(passwordFiles);
        files.add(file);
        watched = Set.copyOf(files);
    }

    private Map<File, byte[]> contents() {
        Map<File, byte[]> contents = new HashMap<>();
        for (File each : watched) {
            contents.put(each, content(each));
        }
        return contents;
    }

    /** Content, or a text on why there is none, so that a change of the reason is a change too. */
    private static byte[] content(File file) {
        try {
            return ConfigFile.read(file);
        } catch (ConfigException e) {
            return e.getMessage().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static boolean same(Map<File, byte[]> some, Map<File, byte[]> others) {
        if (!some.keySet().equals(others.keySet())) {
            return false;
        }
        for (Map.Entry<File, byte[]> each : some.entrySet()) {
            if (!Arrays.equals(each.getValue(), others.get(each.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
