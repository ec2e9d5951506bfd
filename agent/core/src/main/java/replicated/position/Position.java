package replicated.position;

/**
 * A point in a database's replication history. Immutable. Positions of different databases, histories or
 * timelines cannot be compared, and say so.
 */
public interface Position {

    /** Whether one position is at or past another. */
    enum Reached {
        YES,
        NO,
        /** The two do not belong to one history: another kind of database, timeline or identity. */
        INCOMPARABLE
    }

    /**
     * Whether a server that stands here shows everything up to {@code required}.
     *
     * @param required the position asked for
     * @return never null
     */
    Reached covers(Position required);

    /**
     * The least position that covers both; where they cannot be compared, {@code newer}.
     *
     * @param newer the position learnt later
     * @return never null
     */
    Position merge(Position newer);

    /**
     * Compact text, safe in a cookie value, as understood by {@code Positions.parse}.
     *
     * @return never null
     */
    String text();
}
