// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.List;
import java.util.Optional;

/**
 * A WAL position of PostgreSQL. Immutable.
 *
 * <p>The identity is (system identifier, timeline). The timeline alone is not enough: every cluster starts at timeline
 * 1, so a database that was dumped and loaded anew would be taken for its predecessor. The system identifier alone is
 * not enough: it survives promotion, and LSNs past the point of promotion mean different things on both sides of it.
 *
 * @param system system identifier of {@code pg_control_system()}, the same on a primary and all its standbys
 * @param timeline from 1, raised by each promotion
 * @param lsn unsigned; byte position in the WAL
 */
public record PostgresPosition(long system, int timeline, long lsn) implements Position {

    static final char KIND = 'p';

    /** The history that was asked for last: nearly always the only one. */
    private static volatile History last = new History(0, 0);

    private record History(long system, int timeline, String text) {
        History(long system, int timeline) {
            this(system, timeline, KIND + Base36.text(system) + "-" + Base36.text(timeline));
        }
    }

    /**
     * From the server's own spelling.
     *
     * @param system system identifier
     * @param timeline from 1
     * @param lsn as PostgreSQL prints a {@code pg_lsn}, such as {@code 16/B374D848}
     * @return empty if it is not a {@code pg_lsn}
     */
    public static Optional<PostgresPosition> of(long system, int timeline, String lsn) {
        int slash = lsn.indexOf('/');
        if (slash < 1 || slash > 8 || lsn.length() - slash < 2 || lsn.length() - slash > 9) {
            return Optional.empty();
        }
        try {
            long high = Long.parseUnsignedLong(lsn, 0, slash, 16);
            long low = Long.parseUnsignedLong(lsn, slash + 1, lsn.length(), 16);
            return Optional.of(new PostgresPosition(system, timeline, high << 32 | low));
        } catch (NumberFormatException notAnLsn) {
            return Optional.empty();
        }
    }

    static Optional<Position> parse(String body) {
        int first = body.indexOf('-');
        int second = body.indexOf('-', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        long system = Base36.parse(body, 0, first);
        long timeline = Base36.parse(body, first + 1, second);
        long lsn = Base36.parse(body, second + 1, body.length());
        boolean valid = system != Base36.NONE && timeline > 0 && timeline <= Integer.MAX_VALUE && lsn != Base36.NONE;
        return valid ? Optional.of(new PostgresPosition(system, (int) timeline, lsn)) : Optional.empty();
    }

    /**
     * A standby that follows a promoted primary may well show what a position of the older timeline asks for, but only
     * if that lies before the point of promotion, which we do not know: so it is incomparable.
     */
    @Override
    public Reached covers(Position required) {
        if (!sameHistory(required)) {
            return Reached.INCOMPARABLE;
        }
        return Long.compareUnsigned(lsn, ((PostgresPosition) required).lsn) >= 0 ? Reached.YES : Reached.NO;
    }

    @Override
    public Position merge(Position newer) {
        return covers(newer) == Reached.YES ? this : newer;
    }

    @Override
    public String history() {
        History known = last;
        if (known.system != system || known.timeline != timeline) {
            known = new History(system, timeline);
            last = known;
        }
        return known.text;
    }

    @Override
    public List<Position> parts() {
        return List.of(this);
    }

    /**
     * The primary's timeline forks off an older one at some point S. What was written at or before S is shown by
     * whoever has replayed that far on the newer timeline, and what was written past S is lost: so the same LSN on the
     * newer timeline covers all that is left, and no more than the primary has can be asked for.
     */
    @Override
    public Optional<Position> carriedInto(Position primary) {
        if (!(primary instanceof PostgresPosition now) || now.system != system || now.timeline < timeline) {
            return Optional.empty();
        }
        long kept = Long.compareUnsigned(lsn, now.lsn) < 0 ? lsn : now.lsn;
        return Optional.of(new PostgresPosition(system, now.timeline, kept));
    }

    /** A standby replays nothing that its primary has not flushed. */
    @Override
    public boolean isAheadOf(Position primary, String server) {
        return sameHistory(primary) && Long.compareUnsigned(lsn, ((PostgresPosition) primary).lsn) > 0;
    }

    @Override
    public String text() {
        return history() + "-" + Base36.text(lsn);
    }

    @Override
    public String toString() {
        return Long.toHexString(lsn >>> 32) + "/" + Long.toHexString(lsn & 0xFFFF_FFFFL) + " on timeline " + timeline;
    }

    private boolean sameHistory(Position other) {
        return other instanceof PostgresPosition that && that.system == system && that.timeline == timeline;
    }
}
