// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A GTID set of MySQL: which transactions of which server have been executed (MySQL reference manual, "GTID Format and
 * Storage", tagged GTIDs of 8.3 included). Immutable. The servers' own UUIDs are the identity, so sets stay
 * comparable through a failover: "at or past" means "is a superset".
 */
public final class MysqlPosition implements Position {

    static final char KIND = 'g';

    private static final int UUID_TEXT = 22;
    private static final int MAX_TAG = 32;

    /**
     * Who numbers the transactions.
     *
     * @param uuid {@code server_uuid}
     * @param tag of tagged GTIDs; empty without
     */
    private record Source(UUID uuid, String tag) implements Comparable<Source> {
        @Override
        public int compareTo(Source other) {
            int byUuid = uuid.compareTo(other.uuid);
            return byUuid != 0 ? byUuid : tag.compareTo(other.tag);
        }

        String text() {
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + tag;
        }
    }

    private final SortedMap<Source, GtidIntervals> sources;

    private MysqlPosition(SortedMap<Source, GtidIntervals> sources) {
        this.sources = sources;
    }

    /**
     * From the server's own spelling.
     *
     * @param gtidSet as in {@code gtid_executed}: {@code uuid:1-5:7,uuid:tag:1-3}; spaces and line breaks around the
     *     commas are allowed
     * @return empty if it holds no transaction or is no GTID set
     */
    public static Optional<MysqlPosition> of(String gtidSet) {
        SortedMap<Source, GtidIntervals> sources = new TreeMap<>();
        for (String member : gtidSet.split(",", -1)) {
            String[] fields = member.strip().split(":", -1);
            Optional<UUID> uuid = uuid(fields[0]);
            if (uuid.isEmpty() || fields.length < 2 || !readMember(uuid.get(), fields, sources)) {
                return Optional.empty();
            }
        }
        return Optional.of(new MysqlPosition(sources));
    }

    /** After the UUID come tags and intervals; a tag holds for the intervals that follow it. */
    private static boolean readMember(UUID uuid, String[] fields, SortedMap<Source, GtidIntervals> sources) {
        String tag = "";
        int at = 1;
        while (at < fields.length) {
            String name = fields[at].strip().toLowerCase(Locale.ROOT);
            if (isTag(name)) {
                tag = name;
                at++;
            }
            int first = at;
            while (at < fields.length && !isTag(fields[at].strip().toLowerCase(Locale.ROOT))) {
                at++;
            }
            GtidIntervals intervals = intervals(Arrays.copyOfRange(fields, first, at), 10);
            if (intervals == null) {
                return false;
            }
            sources.merge(new Source(uuid, tag), intervals, GtidIntervals::union);
        }
        return true;
    }

    static Optional<Position> parse(String body) {
        SortedMap<Source, GtidIntervals> sources = new TreeMap<>();
        for (String member : body.split("\\*", -1)) {
            int end = member.indexOf('$', UUID_TEXT);
            if (end < 0) {
                return Optional.empty();
            }
            String tag = member.substring(UUID_TEXT, end);
            GtidIntervals intervals = intervals(member.substring(end + 1).split("_", -1), 36);
            if (intervals == null || !(tag.isEmpty() || isTag(tag))) {
                return Optional.empty();
            }
            try {
                ByteBuffer uuid = ByteBuffer.wrap(Base64.getUrlDecoder().decode(member.substring(0, UUID_TEXT)));
                sources.put(new Source(new UUID(uuid.getLong(), uuid.getLong()), tag), intervals);
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        }
        MysqlPosition read = new MysqlPosition(sources);
        return read.text().equals(KIND + body) ? Optional.of(read) : Optional.empty();
    }

    private static Optional<UUID> uuid(String text) {
        String hex = text.strip();
        if (hex.length() != 36) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(hex);
            return uuid.toString().equalsIgnoreCase(hex) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }

    private static boolean isTag(String name) {
        if (name.isEmpty() || name.length() > MAX_TAG || Character.isDigit(name.charAt(0))) {
            return false;
        }
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** Null if one of them is not {@code n} or {@code n-m}, or there is none. */
    private static @Nullable GtidIntervals intervals(String[] texts, int radix) {
        if (texts.length == 0) {
            return null;
        }
        long[] pairs = new long[2 * texts.length];
        for (int at = 0; at < texts.length; at++) {
            String text = texts[at].strip();
            int dash = text.indexOf('-');
            try {
                pairs[2 * at] = Long.parseLong(dash < 0 ? text : text.substring(0, dash), radix);
                pairs[2 * at + 1] = dash < 0 ? pairs[2 * at] : Long.parseLong(text.substring(dash + 1), radix);
            } catch (NumberFormatException notANumber) {
                return null;
            }
        }
        return GtidIntervals.of(pairs);
    }

    @Override
    public Reached covers(Position required) {
        if (!(required instanceof MysqlPosition that)) {
            return Reached.INCOMPARABLE;
        }
        for (Map.Entry<Source, GtidIntervals> wanted : that.sources.entrySet()) {
            GtidIntervals here = sources.get(wanted.getKey());
            if (here == null || !here.contains(wanted.getValue())) {
                return Reached.NO;
            }
        }
        return Reached.YES;
    }

    @Override
    public Position merge(Position newer) {
        if (!(newer instanceof MysqlPosition that)) {
            return newer;
        }
        SortedMap<Source, GtidIntervals> union = new TreeMap<>(sources);
        that.sources.forEach((source, intervals) -> union.merge(source, intervals, GtidIntervals::union));
        return new MysqlPosition(union);
    }

    @Override
    public String history() {
        return String.valueOf(KIND);
    }

    @Override
    public List<Position> parts() {
        return List.of(this);
    }

    /**
     * A server numbers its transactions one by one, so those between the last one known and the commits were there
     * first. Should a few have been left out ({@code SET gtid_next}, small blocks of Group Replication), no server
     * covers the result: it counts as any position that is ahead of the primary, and loses what the primary lacks once
     * the window after the latest write is over. Where many are missing, the primary is asked.
     */
    @Override
    public Optional<Position> upTo(Position commits) {
        if (!(commits instanceof MysqlPosition that)) {
            return Optional.empty();
        }
        SortedMap<Source, GtidIntervals> all = new TreeMap<>(sources);
        for (Map.Entry<Source, GtidIntervals> committed : that.sources.entrySet()) {
            GtidIntervals here = sources.get(committed.getKey());
            GtidIntervals filled = here == null ? null : here.filledTo(committed.getValue());
            if (filled == null) {
                return Optional.empty();
            }
            all.put(committed.getKey(), filled);
        }
        return Optional.of(new MysqlPosition(all));
    }

    /** What both have executed. */
    @Override
    public Optional<Position> carriedInto(Position primary) {
        if (!(primary instanceof MysqlPosition now)) {
            return Optional.empty();
        }
        SortedMap<Source, GtidIntervals> common = new TreeMap<>();
        sources.forEach((source, intervals) -> {
            GtidIntervals there = now.sources.get(source);
            GtidIntervals kept = there == null ? null : intervals.intersection(there);
            if (kept != null && !kept.isEmpty()) {
                common.put(source, kept);
            }
        });
        return common.isEmpty() ? Optional.empty() : Optional.of(new MysqlPosition(common));
    }

    /**
     * MySQL's own rule, by which such a replica is refused when it asks for more (error 1236): what others wrote may
     * have been written on the replica itself.
     */
    @Override
    public boolean isAheadOf(Position primary, String server) {
        if (!(primary instanceof MysqlPosition now)) {
            return false;
        }
        for (Map.Entry<Source, GtidIntervals> source : sources.entrySet()) {
            GtidIntervals there = now.sources.get(source.getKey());
            if (there != null
                    && !there.contains(source.getValue())
                    && server.endsWith("/" + source.getKey().uuid())) {
                return true;
            }
        }
        return false;
    }

    /** {@code gtid_executed} grows with the commit, after replicas have acknowledged it (semi-synchronous replication). */
    @Override
    public boolean isToldLate() {
        return true;
    }

    @Override
    public String text() {
        return sources.entrySet().stream()
                .map(source -> source.getKey().text() + "$" + source.getValue().text("_", 36))
                .collect(Collectors.joining("*", String.valueOf(KIND), ""));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MysqlPosition that && sources.equals(that.sources);
    }

    @Override
    public int hashCode() {
        return sources.hashCode();
    }

    @Override
    public String toString() {
        return sources.entrySet().stream()
                .map(source -> source.getKey().uuid()
                        + (source.getKey().tag().isEmpty()
                                ? ""
                                : ":" + source.getKey().tag())
                        + ":" + source.getValue().text(":", 10))
                .collect(Collectors.joining(","));
    }
}
