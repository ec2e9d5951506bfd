// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A position in the one order in which all nodes of a Galera cluster commit, whichever of them was written on (Galera
 * documentation, "Global Transaction ID"). Immutable.
 *
 * @param cluster {@code wsrep_cluster_state_uuid}, the same on all nodes; another one once the cluster has lost its
 *     state
 * @param sequence number of the last write set, not negative; counts on whichever nodes come and go
 */
public record GaleraPosition(UUID cluster, long sequence) implements Position {

    static final char KIND = 'w';

    private static final int UUID_TEXT = 22;
    private static final UUID NONE = new UUID(0, 0);

    /**
     * From the server's own spelling.
     *
     * @param cluster {@code wsrep_cluster_state_uuid}
     * @param sequence {@code wsrep_last_committed}
     * @return empty if it is no such position, or the node has none because it has not joined
     */
    public static Optional<GaleraPosition> of(String cluster, String sequence) {
        try {
            UUID uuid = UUID.fromString(cluster);
            long number = Long.parseLong(sequence);
            boolean joined = !uuid.equals(NONE) && number >= 0;
            return joined ? Optional.of(new GaleraPosition(uuid, number)) : Optional.empty();
        } catch (IllegalArgumentException notAPosition) {
            return Optional.empty();
        }
    }

    static Optional<Position> parse(String body) {
        if (body.length() <= UUID_TEXT) {
            return Optional.empty();
        }
        long sequence = Base36.parse(body.substring(UUID_TEXT));
        if (sequence < 0) {
            return Optional.empty();
        }
        try {
            ByteBuffer uuid = ByteBuffer.wrap(Base64.getUrlDecoder().decode(body.substring(0, UUID_TEXT)));
            GaleraPosition read = new GaleraPosition(new UUID(uuid.getLong(), uuid.getLong()), sequence);
            return read.text().equals(KIND + body) ? Optional.of(read) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    public Reached covers(Position required) {
        if (!(required instanceof GaleraPosition that) || !that.cluster.equals(cluster)) {
            return Reached.INCOMPARABLE;
        }
        return sequence >= that.sequence ? Reached.YES : Reached.NO;
    }

    @Override
    public Position merge(Position newer) {
        return covers(newer) == Reached.YES ? this : newer;
    }

    @Override
    public String history() {
        byte[] uuid = ByteBuffer.allocate(16)
                .putLong(cluster.getMostSignificantBits())
                .putLong(cluster.getLeastSignificantBits())
                .array();
        return KIND + Base64.getUrlEncoder().withoutPadding().encodeToString(uuid);
    }

    @Override
    public List<Position> parts() {
        return List.of(this);
    }

    /**
     * A cluster that was begun anew from a node that was behind counts on from there: no more than it has can be asked
     * for.
     */
    @Override
    public Optional<Position> carriedInto(Position primary) {
        return primary instanceof GaleraPosition now && now.cluster.equals(cluster)
                ? Optional.of(new GaleraPosition(cluster, Math.min(sequence, now.sequence)))
                : Optional.empty();
    }

    @Override
    public String text() {
        return history() + Base36.text(sequence);
    }

    @Override
    public String toString() {
        return cluster + ":" + sequence;
    }
}
