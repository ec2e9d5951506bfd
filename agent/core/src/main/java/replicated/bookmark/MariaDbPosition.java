// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A GTID position of MariaDB: for each replication domain the last transaction (MariaDB documentation, "Global
 * Transaction ID"). Immutable.
 *
 * <p>Domains replicate independently of each other. Within a domain the sequence number counts on through a failover,
 * but a server that split off counts on too; so two numbers are compared only where the same server wrote both.
 */
public final class MariaDbPosition implements Position {

    static final char KIND = 'm';

    private static final int MAX_DOMAINS = 32;

    /**
     * The last transaction of one domain.
     *
     * @param server {@code server_id} of the server that wrote it first, unsigned 32 bits
     * @param sequence unsigned; counts the transactions of the domain
     */
    private record Last(long server, long sequence) {}

    private final SortedMap<Long, Last> domains;

    private MariaDbPosition(SortedMap<Long, Last> domains) {
        this.domains = domains;
    }

    /**
     * From the server's own spelling.
     *
     * @param gtids such as {@code 0-1-100,5-2-7}; spaces and line breaks around the commas are allowed
     * @return empty if it names no domain (no binary log, nothing applied) or is no GTID position
     */
    public static Optional<MariaDbPosition> of(String gtids) {
        return read(gtids, ",", 10);
    }

    static Optional<Position> parse(String body) {
        return read(body, "_", 36)
                .filter(read -> read.text().equals(KIND + body))
                .map(read -> read);
    }

    private static Optional<MariaDbPosition> read(String gtids, String separator, int radix) {
        SortedMap<Long, Last> domains = new TreeMap<>();
        for (String gtid : gtids.split(separator, MAX_DOMAINS + 1)) {
            String[] numbers = gtid.strip().split("-", -1);
            if (numbers.length != 3 || domains.size() == MAX_DOMAINS) {
                return Optional.empty();
            }
            try {
                long domain = Integer.toUnsignedLong(Integer.parseUnsignedInt(numbers[0], radix));
                long server = Integer.toUnsignedLong(Integer.parseUnsignedInt(numbers[1], radix));
                long sequence = Long.parseUnsignedLong(numbers[2], radix);
                if (domains.put(domain, new Last(server, sequence)) != null) {
                    return Optional.empty();
                }
            } catch (NumberFormatException notAGtid) {
                return Optional.empty();
            }
        }
        return Optional.of(new MariaDbPosition(domains));
    }

    /** A domain that has not arrived yet is not reached; a domain last written by another server is incomparable. */
    @Override
    public Reached covers(Position required) {
        if (!(required instanceof MariaDbPosition that)) {
            return Reached.INCOMPARABLE;
        }
        Reached reached = Reached.YES;
        for (Map.Entry<Long, Last> wanted : that.domains.entrySet()) {
            Last here = domains.get(wanted.getKey());
            if (here == null) {
                reached = Reached.NO;
            } else if (here.server != wanted.getValue().server) {
                return Reached.INCOMPARABLE;
            } else if (Long.compareUnsigned(here.sequence, wanted.getValue().sequence) < 0) {
                reached = Reached.NO;
            }
        }
        return reached;
    }

    /** The later transaction of each domain; of two servers' transactions in one domain, that of {@code newer}. */
    @Override
    public Position merge(Position newer) {
        if (!(newer instanceof MariaDbPosition that)) {
            return newer;
        }
        SortedMap<Long, Last> merged = new TreeMap<>(domains);
        that.domains.forEach((domain, last) -> merged.merge(domain, last, MariaDbPosition::later));
        return new MariaDbPosition(merged);
    }

    private static Last later(Last known, Last newer) {
        boolean keep = known.server == newer.server && Long.compareUnsigned(known.sequence, newer.sequence) > 0;
        return keep ? known : newer;
    }

    /** A domain is in the order of its numbers, so a commit was preceded by all with lower ones. */
    @Override
    public Optional<Position> upTo(Position commits) {
        if (!(commits instanceof MariaDbPosition that)) {
            return Optional.empty();
        }
        for (Map.Entry<Long, Last> committed : that.domains.entrySet()) {
            Last here = domains.get(committed.getKey());
            if (here != null && here.server != committed.getValue().server) {
                return Optional.empty();
            }
        }
        return Optional.of(merge(that));
    }

    @Override
    public String history() {
        return domains.entrySet().stream()
                .map(domain -> Base36.text(domain.getKey()) + "-" + Base36.text(domain.getValue().server))
                .collect(Collectors.joining("_", String.valueOf(KIND), ""));
    }

    @Override
    public List<Position> parts() {
        List<Position> parts = new ArrayList<>(domains.size());
        domains.forEach((domain, last) -> parts.add(new MariaDbPosition(new TreeMap<>(Map.of(domain, last)))));
        return parts;
    }

    /**
     * Sequence numbers of a domain rise through a failover, so whoever has applied the new primary's transaction of the
     * same number has applied all that is left of the old one's; and no more than the primary has can be asked for.
     */
    @Override
    public Optional<Position> carriedInto(Position primary) {
        if (!(primary instanceof MariaDbPosition now)) {
            return Optional.empty();
        }
        SortedMap<Long, Last> kept = new TreeMap<>();
        domains.forEach((domain, last) -> {
            Last there = now.domains.get(domain);
            if (there != null) {
                boolean before = Long.compareUnsigned(last.sequence, there.sequence) < 0;
                kept.put(domain, new Last(there.server, before ? last.sequence : there.sequence));
            }
        });
        return kept.isEmpty() ? Optional.empty() : Optional.of(new MariaDbPosition(kept));
    }

    /** Of what others wrote, a replica may well have more than the primary, or have it earlier. */
    @Override
    public boolean isAheadOf(Position primary, String server) {
        if (!(primary instanceof MariaDbPosition now)) {
            return false;
        }
        for (Map.Entry<Long, Last> domain : domains.entrySet()) {
            Last here = domain.getValue();
            Last there = now.domains.get(domain.getKey());
            if (there != null
                    && there.server == here.server
                    && Long.compareUnsigned(here.sequence, there.sequence) > 0
                    && server.endsWith("/" + here.server)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String text() {
        return domains.entrySet().stream()
                .map(domain -> Base36.text(domain.getKey()) + "-"
                        + Base36.text(domain.getValue().server) + "-"
                        + Base36.text(domain.getValue().sequence))
                .collect(Collectors.joining("_", String.valueOf(KIND), ""));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MariaDbPosition that && domains.equals(that.domains);
    }

    @Override
    public int hashCode() {
        return domains.hashCode();
    }

    @Override
    public String toString() {
        return domains.entrySet().stream()
                .map(domain -> domain.getKey() + "-" + domain.getValue().server + "-"
                        + Long.toUnsignedString(domain.getValue().sequence))
                .collect(Collectors.joining(","));
    }
}
