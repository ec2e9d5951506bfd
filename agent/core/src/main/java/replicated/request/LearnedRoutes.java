package replicated.request;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import replicated.log.Log;

/**
 * Routes that were expected to read and wrote: they start on the primary from then on. Thread-safe. The file, where one is named, is
 * written by a thread that lives only as long as there is something to write.
 */
public final class LearnedRoutes {

    /** So many routes are kept; a client that makes up paths cannot grow the memory further. */
    public static final int MOST = 10_000;

    private final Map<String, LongAdder> routes = new ConcurrentHashMap<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean full = new AtomicBoolean();
    private final File file;

    /**
     * Reads what was learnt before.
     *
     * @param file one route a line; need not exist. Null: nothing is kept across restarts
     */
    public LearnedRoutes(File file) {
        this.file = file;
        if (file != null && file.isFile()) {
            read();
        }
    }

    /**
     * Whether a route is known to write.
     *
     * @param route such as {@code GET /owners/*}
     * @return {@code true} once {@link #learn} was called for it
     */
    public boolean contains(String route) {
        return !routes.isEmpty() && routes.containsKey(route);
    }

    /**
     * A route has written.
     *
     * @param route such as {@code GET /owners/*}
     */
    public void learn(String route) {
        LongAdder known = routes.get(route);
        if (known == null) {
            if (routes.size() >= MOST) {
                if (full.compareAndSet(false, true)) {
                    Log.warn("learned routes: " + MOST + " routes write, and no more are remembered; is an identifier"
                            + " in the path not recognised as one?");
                }
                return;
            }
            LongAdder fresh = new LongAdder();
            known = routes.putIfAbsent(route, fresh);
            if (known == null) {
                known = fresh;
                Log.info("route learnt: " + route + " writes, so it starts on the primary from now on");
                save();
            }
        }
        known.increment();
    }

    /**
     * Forgets one route, or all.
     *
     * @param route the route, or null for all
     */
    public void forget(String route) {
        if (route == null) {
            routes.clear();
        } else {
            routes.remove(route);
        }
        save();
    }

    /**
     * What is known.
     *
     * @return a sorted copy: routes, and how often each has been seen to write since it was learnt or read
     */
    public Map<String, Long> all() {
        Map<String, Long> copy = new TreeMap<>();
        routes.forEach((route, count) -> copy.put(route, count.sum()));
        return copy;
    }

    private void save() {
        if (file != null && writing.compareAndSet(false, true)) {
            Thread writer = new Thread(null, this::write, "replicated-learned-routes", 0, false);
            writer.setDaemon(true);
            writer.setContextClassLoader(getClass().getClassLoader());
            writer.start();
        }
    }

    /** Writes beside the file and renames, so that a crash leaves the old file or the new one. */
    private void write() {
        writing.set(false);
        File fresh = new File(file.getPath() + ".new");
        synchronized (file) {
            try {
                try (Writer out = new OutputStreamWriter(new FileOutputStream(fresh), StandardCharsets.UTF_8)) {
                    out.write("""
                            # Routes that write although their method reads: they start on the primary.
                            # One a line: METHOD PATTERN. Delete a line to have it forgotten at the next start.
                            """);
                    for (String route : all().keySet()) {
                        out.write(route + "\n");
                    }
                }
                if (!fresh.renameTo(file)) {
                    throw new IOException("could not rename " + fresh + " to it");
                }
            } catch (IOException e) {
                Log.warn("learned-routes-file " + file + ": not written: " + e.getMessage()
                        + "; what was learnt is kept in memory only");
            }
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = in.readLine(); line != null && routes.size() < MOST; line = in.readLine()) {
                number++;
                String route = line.strip();
                if (route.isEmpty() || route.startsWith("#")) {
                    continue;
                }
                if (!route.matches("[A-Z]+ /\\S*")) {
                    Log.warn("learned-routes-file " + file + ":" + number
                            + ": expected METHOD PATTERN such as GET /owners/*; the line is left out");
                    continue;
                }
                routes.put(route, new LongAdder());
            }
        } catch (IOException e) {
            Log.warn("learned-routes-file " + file + ": not read: " + e.getMessage() + "; starting with none");
        }
    }
}
