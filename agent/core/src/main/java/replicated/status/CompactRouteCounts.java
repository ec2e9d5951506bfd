// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.route.Reason;

/**
 * The counts of a route at one moment of the last hour, in few bytes: there are a dozen moments of hundreds of routes
 * each, and most counts are small. What they are counts of is the same as a minute before, and kept once. Immutable.
 */
final class CompactRouteCounts {

    private static final int BUCKETS = Latencies.BOUNDS.length + 1;

    private final Shape shape;

    /** As {@link #write} writes them, in the order of the shape. */
    private final byte[] counts;

    private CompactRouteCounts(Shape shape, byte[] counts) {
        this.shape = shape;
        this.counts = counts;
    }

    /** Of what there are counts. */
    private record Shape(
            String name, List<Key> decided, List<Key> observed, List<String> moves, List<String> observedMoves) {

        static Shape of(CountersSnapshot.Route route) {
            return new Shape(
                    route.name(),
                    keys(route.decided()),
                    keys(route.observed()),
                    List.copyOf(route.moves().keySet()),
                    List.copyOf(route.observedMoves().keySet()));
        }

        private static List<Key> keys(List<CountersSnapshot.Decided> all) {
            return all.stream()
                    .map(one -> new Key(one.database(), one.target(), one.reason()))
                    .toList();
        }
    }

    private record Key(String database, String target, Reason reason) {}

    /**
     * As counted now.
     *
     * @param route what is counted of it
     * @param before what was a minute ago, or null
     * @return that same object where nothing was counted since
     */
    static CompactRouteCounts of(CountersSnapshot.Route route, @Nullable CompactRouteCounts before) {
        Shape shape = Shape.of(route);
        byte[] counts = write(route);
        if (before == null || !before.shape.equals(shape)) {
            return new CompactRouteCounts(shape, counts);
        }
        return Arrays.equals(before.counts, counts) ? before : new CompactRouteCounts(before.shape, counts);
    }

    /** What it was then; without statements and windows, which are not compared. */
    CountersSnapshot.Route route() {
        Reader in = new Reader(counts);
        return new CountersSnapshot.Route(
                shape.name,
                in.next(),
                in.next(),
                in.next(),
                in.next(),
                decided(shape.decided, in),
                decided(shape.observed, in),
                named(shape.moves, in),
                named(shape.observedMoves, in),
                Map.of(),
                List.of(),
                sample(in),
                sample(in));
    }

    private static List<CountersSnapshot.Decided> decided(List<Key> keys, Reader in) {
        List<CountersSnapshot.Decided> all = new ArrayList<>(keys.size());
        for (Key key : keys) {
            all.add(new CountersSnapshot.Decided(key.database, key.target, key.reason, in.next()));
        }
        return all;
    }

    private static Map<String, Long> named(List<String> names, Reader in) {
        Map<String, Long> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, in.next()));
        return all;
    }

    private static LatencySample sample(Reader in) {
        long[] buckets = new long[BUCKETS];
        Arrays.setAll(buckets, bucket -> in.next());
        return LatencySample.of(buckets, in.next(), in.next());
    }

    private static byte[] write(CountersSnapshot.Route route) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(route.requests(), out);
        write(route.requestsThatWrote(), out);
        write(route.jobs(), out);
        write(route.jobsThatWrote(), out);
        route.decided().forEach(one -> write(one.count(), out));
        route.observed().forEach(one -> write(one.count(), out));
        route.moves().values().forEach(count -> write(count, out));
        route.observedMoves().values().forEach(count -> write(count, out));
        write(route.onPrimary(), out);
        write(route.onReplicas(), out);
        return out.toByteArray();
    }

    private static void write(LatencySample sample, ByteArrayOutputStream out) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            write(sample.in(bucket), out);
        }
        write(sample.nanos(), out);
        write(sample.longest(), out);
    }

    /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
    private static void write(long value, ByteArrayOutputStream out) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Reads what {@link CompactRouteCounts#write} has written. */
    private static final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        long next() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte read = bytes[at++];
                value |= (read & 0x7FL) << shift;
                if (read >= 0) {
                    return value;
                }
            }
        }
    }
}
