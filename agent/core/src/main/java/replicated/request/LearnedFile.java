// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import replicated.log.Faults;
import replicated.log.Log;
import replicated.request.LearnedRoutes.Evidence;

/**
 * The file of learned routes, kept by one daemon thread: it writes what was learnt, however much in one go, and looks
 * once a second whether somebody has edited the file: a line that was deleted is forgotten, one that was added is
 * known. Fields belong to that thread, but for {@link #dirty}.
 */
final class LearnedFile {

    private static final long LOOK_MILLIS = 1_000;
    private static final long MAX_WRITE_MILLIS = 5_000;

    /** How old the evidence in the file may be; a route itself is written at once. */
    private static final long EVIDENCE_MILLIS = 60_000;

    private static final Pattern LINE = Pattern.compile("(trusted )?([A-Z]+ /\\S*|job [^\\s/#]+)(\\s+#.*)?");
    private static final Pattern EVIDENCE = Pattern.compile("# (\\d+) requests wrote, the last at (\\S+)");
    private static final Pattern READ_ONLY = Pattern.compile("# (\\d+) requests read only");
    private static final Evidence NO_EVIDENCE = new Evidence(0, 0);

    /** Whoever writes a line by hand trusts the route, whatever {@code trust-after} asks for. */
    private static final long BY_HAND = Integer.MAX_VALUE;

    private final File file;
    private final LearnedRoutes routes;

    @GuardedBy("this")
    private boolean dirty;

    /** What the file holds, as it was last read or written. */
    private Content inFile = Content.NONE;

    private long modified;
    private long length;

    /** A change of the file that was seen once: perhaps half written, so it counts when nothing has changed since. */
    private long pendingModified = -1;

    private long pendingLength = -1;
    private long evidenceWritten;
    private boolean failed;

    /** What is to be written waits for an edit to be taken over. */
    private boolean postponed;

    /**
     * What is in a file.
     *
     * @param writers routes that write
     * @param trusted routes that were seen to read only, with how many of their requests were
     */
    private record Content(Map<String, Evidence> writers, Map<String, Long> trusted) {

        private static final Content NONE = new Content(Map.of(), Map.of());
    }

    /** Written before the thread starts. */
    private @Nullable Thread keeper;

    LearnedFile(File file, LearnedRoutes routes) {
        this.file = file;
        this.routes = routes;
    }

    /** Reads the file on the calling thread, and starts to keep it. */
    void start() {
        noteStamp();
        if (file.isFile()) {
            inFile = read();
            restore();
        }
        Thread thread = new Thread(null, this::keep, "replicated-learned-routes", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(getClass().getClassLoader());
        keeper = thread;
        thread.start();
    }

    private void restore() {
        inFile.writers().forEach(routes::restore);
        inFile.trusted().forEach(routes::restoreTrusted);
    }

    /** Ends the thread, and waits for what it is writing just now. What it has not begun to write is lost. */
    void close() {
        Thread running = keeper;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(MAX_WRITE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Routes have come or gone: they are to be written soon. From any thread. */
    synchronized void changed() {
        dirty = true;
        notifyAll();
    }

    private void keep() {
        while (true) {
            try {
                boolean write = awaitWork();
                takeOverEdits();
                if (write || evidenceIsOld()) {
                    write();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | LinkageError fault) {
                Faults.caught("learned-routes-file", fault);
            }
        }
    }

    /** To wake up early is to look early. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized boolean awaitWork() throws InterruptedException {
        if (!dirty || postponed) {
            wait(LOOK_MILLIS);
        }
        boolean write = dirty || postponed;
        dirty = false;
        postponed = false;
        return write;
    }

    private boolean evidenceIsOld() {
        long now = System.currentTimeMillis();
        return now - evidenceWritten > EVIDENCE_MILLIS && !content().equals(inFile);
    }

    private Content content() {
        return new Content(routes.all(), routes.allTrusted());
    }

    private void takeOverEdits() {
        long nowModified = file.lastModified();
        long nowLength = file.length();
        if (nowModified == modified && nowLength == length) {
            pendingModified = -1;
            return;
        }
        if (nowModified != pendingModified || nowLength != pendingLength) {
            pendingModified = nowModified;
            pendingLength = nowLength;
            return;
        }
        pendingModified = -1;
        modified = nowModified;
        length = nowLength;
        Content before = inFile;
        inFile = file.isFile() ? read() : Content.NONE;
        Set<String> deleted = new HashSet<>(before.writers().keySet());
        deleted.removeAll(inFile.writers().keySet());
        deleted.forEach(routes::forget);
        Set<String> doubted = new HashSet<>(before.trusted().keySet());
        doubted.removeAll(inFile.trusted().keySet());
        doubted.forEach(routes::distrust);
        restore();
    }

    /** Somebody may just be editing: then the edit is taken over first, and this is done at the next look. */
    private void write() {
        if (pendingModified != -1) {
            postponed = true;
            return;
        }
        Content all = content();
        File fresh = new File(file.getPath() + ".new");
        try {
            try (Writer out = new OutputStreamWriter(new FileOutputStream(fresh), StandardCharsets.UTF_8)) {
                out.write("""
                        # Routes that write although their method reads: they start on the primary.
                        # One a line: METHOD PATTERN. Delete a line to have it forgotten, at once.
                        # "trusted" before it: requests of the route were seen to read only, so it may read from replicas.
                        """);
                for (Map.Entry<String, Evidence> route : all.writers().entrySet()) {
                    out.write(route.getKey() + text(route.getValue()) + "\n");
                }
                for (Map.Entry<String, Long> route : all.trusted().entrySet()) {
                    String evidence =
                            route.getValue() >= BY_HAND ? "" : "  # " + route.getValue() + " requests read only";
                    out.write("trusted " + route.getKey() + evidence + "\n");
                }
            }
            // Renamed, so that a crash leaves the old file or the new one.
            if (!fresh.renameTo(file)) {
                throw new IOException("could not rename " + fresh + " to it");
            }
            inFile = all;
            noteStamp();
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                Log.warn("learned-routes-file " + file + ": not written: " + e.getMessage()
                        + "; what was learnt is kept in memory only");
            }
        }
        evidenceWritten = System.currentTimeMillis();
    }

    private static String text(Evidence evidence) {
        if (evidence.requests() == 0) {
            return "";
        }
        Instant last = Instant.ofEpochMilli(evidence.lastMillis()).truncatedTo(ChronoUnit.SECONDS);
        return "  # " + evidence.requests() + " requests wrote, the last at " + last;
    }

    private void noteStamp() {
        modified = file.lastModified();
        length = file.length();
    }

    private Content read() {
        Map<String, Evidence> writers = new TreeMap<>();
        Map<String, Long> trusted = new TreeMap<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = in.readLine();
                    line != null && number < 2 * RouteLimits.MAX_ROUTES;
                    line = in.readLine()) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                Matcher matcher = LINE.matcher(text);
                if (matcher.matches() && matcher.group(1) == null) {
                    writers.put(matcher.group(2), evidence(text));
                } else if (matcher.matches()) {
                    trusted.put(matcher.group(2), readOnly(text));
                } else {
                    Log.warn(
                            "learned-routes-file " + file + ":" + number
                                    + ": expected METHOD PATTERN or trusted METHOD PATTERN, such as GET /owners/*; the line is left out");
                }
            }
        } catch (IOException e) {
            Log.warn("learned-routes-file " + file + ": not read: " + e.getMessage() + "; going on with what is known");
            return inFile;
        }
        return new Content(writers, trusted);
    }

    private static long readOnly(String line) {
        Matcher ours = READ_ONLY.matcher(line);
        try {
            return ours.find() ? Long.parseLong(ours.group(1)) : BY_HAND;
        } catch (NumberFormatException edited) {
            return BY_HAND;
        }
    }

    /** A comment that is not one of ours says nothing. */
    private static Evidence evidence(String line) {
        Matcher ours = EVIDENCE.matcher(line);
        if (ours.find()) {
            try {
                return new Evidence(
                        Long.parseLong(ours.group(1)),
                        Instant.parse(ours.group(2)).toEpochMilli());
            } catch (NumberFormatException | DateTimeParseException edited) {
                return NO_EVIDENCE;
            }
        }
        return NO_EVIDENCE;
    }
}
