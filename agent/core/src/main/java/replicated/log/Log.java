package replicated.log;

import replicated.config.Config.Level;

/**
 * The agent's own log: one line per event, to stderr. Never through the application's logging, never
 * {@code java.util.logging}. Thread-safe.
 */
public final class Log {

    private static volatile Level level = Level.INFO;

    private Log() {}

    /**
     * Whether debug lines are written; guards texts that cost something to make.
     *
     * @return {@code true} at level debug
     */
    public static boolean debugEnabled() {
        return level == Level.DEBUG;
    }

    public static void error(String message) {
        write(Level.ERROR, message);
    }

    public static void warn(String message) {
        write(Level.WARN, message);
    }

    public static void info(String message) {
        write(Level.INFO, message);
    }

    public static void debug(String message) {
        write(Level.DEBUG, message);
    }

    private static void write(Level severity, String message) {
        if (severity.compareTo(level) <= 0) {
            System.err.println("replicated " + severity + " " + message);
        }
    }
}
