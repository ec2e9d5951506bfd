// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.io.File;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agent's own log: one line per event, to stderr or to a file. Never through the application's logging, never
 * {@code java.util.logging}. Passwords in URLs are masked, whoever wrote them into a message. Thread-safe.
 */
public final class Log {

    /** The JVM's own: what the application puts in its place may lead to the application's logging. */
    private static final PrintStream STDERR = System.err;

    private static final long BETWEEN_NANOS = 10_000_000_000L;
    private static final int MAX_KEYS = 256;
    private static final long FILE_BYTES = 10L << 20;
    private static final int FILES = 3;

    /** Keys of {@link #limited}; beyond {@link #MAX_KEYS} all others share one. */
    private static final Map<String, Limit> LIMITS = new ConcurrentHashMap<>();

    private static volatile LogFormat format = LogFormat.TEXT;
    private static volatile Level level = Level.INFO;
    private static volatile Sink sink = Log::toStderr;

    /** Where lines go. */
    interface Sink {

        /**
         * Takes a line.
         *
         * @param line without a line break at its end
         */
        void write(String line);
    }

    private Log() {}

    /**
     * Takes over new settings, at the start and on a reload.
     *
     * @param settings level, format and file; a file that cannot be written is said once, and stderr takes its place
     */
    public static synchronized void configure(LogSettings settings) {
        level = settings.level();
        format = settings.format();
        File file = settings.file().isEmpty() ? null : new File(settings.file());
        Sink before = sink;
        File current = before instanceof LogFile open ? open.file() : null;
        if (file == null ? current == null : file.equals(current)) {
            return;
        }
        sink = file == null ? Log::toStderr : new LogFile(file, FILE_BYTES, FILES, Log::toStderr);
        if (before instanceof LogFile open) {
            open.close();
        }
    }

    /**
     * Whether debug lines are written; guards texts that cost something to make.
     *
     * @return {@code true} at level debug
     */
    public static boolean debugEnabled() {
        return level == Level.DEBUG;
    }

    /**
     * Something is broken and a person has to act.
     *
     * @param message what, where, and the remedy
     */
    public static void error(String message) {
        event(Level.ERROR, EventKind.OTHER, message);
    }

    /**
     * Something is broken and a person has to act.
     *
     * @param message what, where, and the remedy
     * @param thrown its stack follows, indented
     */
    public static void error(String message, Throwable thrown) {
        event(Level.ERROR, EventKind.OTHER, message + "\n" + stack(thrown));
    }

    /**
     * Something is not as it should be, and the agent goes on without it.
     *
     * @param message what, where, and the remedy
     */
    public static void warn(String message) {
        event(Level.WARN, EventKind.OTHER, message);
    }

    /**
     * A change of state that an operator wants to know.
     *
     * @param message one event
     */
    public static void info(String message) {
        event(Level.INFO, EventKind.OTHER, message);
    }

    /**
     * A detail.
     *
     * @param message one event
     */
    public static void debug(String message) {
        event(Level.DEBUG, EventKind.OTHER, message);
    }

    /**
     * Writes at most one line for a key in ten seconds; the next one says how many were left out.
     *
     * @param severity of the line
     * @param key names the kind of event; constants, or of few values
     * @param message the line
     */
    public static void limited(Level severity, String key, String message) {
        limited(severity, key, message, System.nanoTime());
    }

    static void limited(Level severity, String key, String message, long now) {
        limited(severity, EventKind.OTHER, key, message, now);
    }

    /**
     * As {@link #limited(Level, String, String)}, of something that has a kind.
     *
     * @param severity of the line
     * @param kind what it is about
     * @param key names the kind of event; constants, or of few values
     * @param message the line
     */
    public static void limited(Level severity, EventKind kind, String key, String message) {
        limited(severity, kind, key, message, System.nanoTime());
    }

    private static void limited(Level severity, EventKind kind, String key, String message, long now) {
        if (severity.compareTo(level) > 0) {
            return;
        }
        int leftOut = pass(key, now);
        if (leftOut >= 0) {
            event(severity, kind, withLeftOut(message, leftOut));
        }
    }

    /**
     * An event that nobody looks for in a log: at most one in ten seconds for a key, and no line.
     *
     * @param kind what it is about
     * @param key as for {@link #limited(Level, String, String)}
     * @param message what
     */
    public static void note(EventKind kind, String key, String message) {
        int leftOut = pass(key, System.nanoTime());
        if (leftOut >= 0) {
            Events.add(System.currentTimeMillis(), Level.INFO, kind, plain(withLeftOut(message, leftOut)));
        }
    }

    private static int pass(String key, long now) {
        String bounded = LIMITS.size() < MAX_KEYS || LIMITS.containsKey(key) ? key : "";
        return LIMITS.computeIfAbsent(bounded, fresh -> new Limit()).pass(now);
    }

    private static String withLeftOut(String message, int leftOut) {
        return leftOut == 0 ? message : message + " (" + leftOut + " more like this were left out)";
    }

    /**
     * The stack of a throwable, with its causes.
     *
     * @param thrown any
     * @return several lines, passwords in URLs masked
     */
    static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return Masking.masked(text.toString().stripTrailing());
    }

    /** For tests: all lines go to another sink from now on, and no line was left out yet. */
    static Sink divert(Sink other) {
        LIMITS.clear();
        Sink before = sink;
        sink = other;
        return before;
    }

    /**
     * Something has happened that has a kind.
     *
     * @param severity of the line
     * @param kind what it is about
     * @param message what, where, and the remedy if it is not as it should be
     */
    public static void event(Level severity, EventKind kind, String message) {
        boolean logged = severity.compareTo(level) <= 0;
        if (!logged && severity == Level.DEBUG) {
            return;
        }
        long now = System.currentTimeMillis();
        String plain = plain(message);
        if (severity != Level.DEBUG) {
            Events.add(now, severity, kind, plain);
        }
        if (logged) {
            sink.write(line(now, severity, kind, plain));
        }
    }

    /** As the format in force has it. */
    static String line(long now, Level severity, EventKind kind, String plain) {
        return format == LogFormat.JSON
                ? JsonLine.of(now, severity, kind, plain)
                : Timestamp.of(now) + " replicated " + severity + " " + plain;
    }

    private static void toStderr(String line) {
        STDERR.println(line);
    }

    /** Masked, and without line breaks that could pass for a line of ours: what follows one is indented. */
    private static String plain(String message) {
        String masked = Masking.masked(message);
        StringBuilder plain = new StringBuilder(masked.length());
        for (int at = 0; at < masked.length(); at++) {
            char c = masked.charAt(at);
            if (c == '\n') {
                plain.append(System.lineSeparator()).append("  ");
            } else if (c == '\t' || !Character.isISOControl(c)) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** When a key was last written, and how often it was not. Guarded by itself. */
    private static final class Limit {

        private boolean used;
        private long last;
        private int leftOut;

        /** How many were left out before this one; -1: leave this one out too. */
        synchronized int pass(long now) {
            if (used && now - last < BETWEEN_NANOS) {
                leftOut++;
                return -1;
            }
            int before = leftOut;
            used = true;
            last = now;
            leftOut = 0;
            return before;
        }
    }
}
