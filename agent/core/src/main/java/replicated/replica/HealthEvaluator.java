// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import java.util.Optional;
import replicated.bookmark.Position;
import replicated.dialect.Dialect;
import replicated.dialect.ServerSample;
import replicated.replica.Health.State;

/**
 * What a sample says about a replica, held against what is known of the primary. Thread-safe.
 */
final class HealthEvaluator {

    /** Passes by itself, at each start. */
    static final String PRIMARY_NOT_ASKED = "the primary has not told its position yet";

    private final PrimaryState primary;
    private volatile Duration maxLag;

    HealthEvaluator(PrimaryState primary, Duration maxLag) {
        this.primary = primary;
        this.maxLag = maxLag;
    }

    /** For one replica. */
    LostByPrimary lostByPrimary() {
        return new LostByPrimary(primary);
    }

    void maxLag(Duration now) {
        maxLag = now;
    }

    /**
     * The health of a server that has answered.
     *
     * @param sample its answer
     * @param dialect what kind of server it is
     * @param pooled whether it is behind a connection pooler
     * @return UP, LAGGING, PRIMARY, WRONG_ROLE or, where it cannot be told yet, UNKNOWN
     */
    Health judge(ServerSample sample, Dialect dialect, boolean pooled) {
        if (!primary.asked()) {
            return unknown(PRIMARY_NOT_ASKED);
        }
        boolean peer = sample.role() == ServerSample.Role.PEER;
        if (sample.role() == ServerSample.Role.PRIMARY || (peer && !isAnotherNode(sample, dialect))) {
            return writable(sample, dialect);
        }
        if (peer && pooled) {
            return wrong(
                    "it takes writes, and behind a connection pooler its sessions cannot be made read-only: list the node"
                            + " itself, or set read_only=ON on it");
        }
        if (dialect != primary.dialect()) {
            return wrong("it is a server of the kind " + dialect + ", the primary of the kind " + primary.dialect()
                    + "; correct its URL");
        }
        if (!dialect.hasPositions()) {
            return withoutLag(sample);
        }
        if (!sample.database().equalsIgnoreCase(primary.catalog())) {
            return wrong("it leads to the database '" + sample.database() + "', the primary to '" + primary.catalog()
                    + "'; correct its URL");
        }
        if (!sample.unfit().isEmpty()) {
            return unknown(sample.unfit());
        }
        Position position = sample.position();
        Position reference = primary.history().latest();
        if (reference == null) {
            return withoutLag(sample);
        }
        if (position == null) {
            return unknown("it does not tell its position");
        }
        if (primary.isUnseenFor(maxLag)) {
            return unknown("nobody knows how far it is behind, since the agent cannot log in to the primary");
        }
        long lag = primary.history().lag(position);
        if (lag == PrimaryHistory.BEHIND_MEMORY) {
            return unknown("it is behind all this node remembers of the primary, so its lag is not known yet");
        }
        if (lag < 0) {
            return stranger(position, reference);
        }
        Duration behind = Duration.ofNanos(lag);
        boolean tooFar = behind.compareTo(maxLag) > 0;
        return new Health(
                tooFar ? State.LAGGING : State.UP,
                position,
                behind,
                tooFar ? "it is " + behind.toMillis() + " ms behind, more than max-lag" : "");
    }

    /** Of the cluster that the application writes on, and not the node that it writes on by our knowledge. */
    private boolean isAnotherNode(ServerSample sample, Dialect dialect) {
        Position reference = primary.history().latest();
        return reference != null
                && !dialect.isSameServer(sample.server(), primary.server())
                && sample.position() != null
                && sample.position().covers(reference) != Position.Reached.INCOMPARABLE;
    }

    /**
     * A list may name all nodes; the primary of today is then no mistake, and another server that takes writes is one.
     */
    private Health writable(ServerSample sample, Dialect dialect) {
        if (dialect == primary.dialect() && dialect.isSameServer(sample.server(), primary.server())) {
            return new Health(State.PRIMARY, null, null, "it is the primary now; it serves when it follows");
        }
        return primary.health().state() == State.UP
                ? wrong("it takes writes, so it is no replica (promoted, or not configured read-only); it is not used")
                : unknown("it takes writes; whether it is the primary shows when the application's URL leads to that");
    }

    /** It serves; what nobody can know of it is said. */
    private static Health withoutLag(ServerSample sample) {
        boolean role = sample.role() != ServerSample.Role.UNKNOWN;
        return new Health(
                State.UP,
                sample.position(),
                null,
                role ? "time windows only, no lag" : "time windows only, no lag, no role");
    }

    /** After a failover a replica needs a moment to follow; a replica of another database never will. */
    private static Health stranger(Position position, Position reference) {
        Optional<Position> here = reference.carriedInto(position);
        Optional<Position> there = position.carriedInto(reference);
        if (here.isEmpty() && there.isEmpty()) {
            return wrong("it belongs to another database than the primary; correct its URL");
        }
        return unknown(
                "its position is not on the primary's timeline; after a promotion it tells the new one at its next"
                        + " checkpoint, or at once if its user is granted pg_read_all_stats");
    }

    private static Health wrong(String why) {
        return new Health(State.WRONG_ROLE, null, null, why);
    }

    private static Health unknown(String why) {
        return new Health(State.UNKNOWN, null, null, why);
    }
}
