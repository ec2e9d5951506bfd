package replicated.log;

/** How a line of the log is written. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** A JSON object. */
    JSON
}
