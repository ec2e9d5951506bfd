package replicated.log;

/** Severity of a log line, the most severe first: the words of the key {@code log.level}. */
public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
