package replicated.jdbc;

import replicated.position.Dialect;
import replicated.route.StatementKind;

/** The verdict on a statement's text. Thread-safe; never throws. */
@FunctionalInterface
public interface Inspection {

    /**
     * What a text does.
     *
     * @param dialect the database it is meant for
     * @param sql the text; null is {@link StatementKind#UNKNOWN}
     * @return never null
     */
    StatementKind kind(Dialect dialect, String sql);
}
