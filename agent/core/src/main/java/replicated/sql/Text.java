// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a statement as bytes of UTF-8, which for most texts is a copy of what the String holds: eight of
 * them can be looked at with one load, and characters beyond ASCII stay different from each other and from all in
 * ASCII. Half of a surrogate pair, which no server can be sent, is a question mark. Immutable.
 */
class Text {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    /** What {@link #wide} gives for bytes that begin no character of interest. */
    static final char NOTHING_SPECIAL = '\uffff';

    private final byte[] bytes;
    final int length;

    Text(String sql) {
        bytes = sql.getBytes(StandardCharsets.UTF_8);
        length = bytes.length;
    }

    /** A part of the text, by its bytes. */
    final String part(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** A byte, 0 to 255. This and {@link #eight} are all that reads the text, so that a test can count. */
    int at(int index) {
        return bytes[index] & 0xff;
    }

    /** Eight bytes, the first one lowest; 0 beyond the end. */
    long eight(int index) {
        if (index <= length - Long.BYTES) {
            return (long) EIGHT.get(bytes, index);
        }
        long last = 0;
        for (int i = length - 1; i >= index; i--) {
            last = last << 8 | (bytes[i] & 0xff);
        }
        return last;
    }

    /**
     * Where the ASCII part of a name ends: the first byte that is not a letter, a digit, an underscore or a dollar
     * sign.
     */
    final int nameEnd(int from) {
        int end = from;
        while (true) {
            long others = ~name(eight(end)) & HIGH;
            if (others != 0) {
                return end + (Long.numberOfTrailingZeros(others) >>> 3);
            }
            end += Long.BYTES;
        }
    }

    /** The first of two bytes at or after an index, or the length. */
    final int find(int from, int one, int other) {
        long ones = one * ONES;
        long others = other * ONES;
        for (int at = from; at < length; at += Long.BYTES) {
            long eight = eight(at);
            long found = zeros(eight ^ ones) | zeros(eight ^ others);
            if (found != 0) {
                return Math.min(length, at + (Long.numberOfTrailingZeros(found) >>> 3));
            }
        }
        return length;
    }

    /** Up to eight letters of a word, in lower case, the first one lowest. */
    final long word(int start, int end) {
        long word = eight(start);
        int left = end - start;
        return lower(left < Long.BYTES ? word & ((1L << (left * 8)) - 1) : word);
    }

    /** ASCII only, as servers compare keywords. */
    static long lower(long eight) {
        return eight | (between(eight, 'A', 'Z') & ~eight & HIGH) >>> 2;
    }

    /** Some of it as a String again. */
    final String string(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The character of two or three bytes that begins here. */
    final char wide(int index) {
        int first = at(index);
        if ((first & 0xe0) == 0xc0) {
            return (char) ((first & 0x1f) << 6 | (at(index + 1) & 0x3f));
        }
        if ((first & 0xf0) == 0xe0) {
            return (char) ((first & 0xf) << 12 | (at(index + 1) & 0x3f) << 6 | (at(index + 2) & 0x3f));
        }
        return NOTHING_SPECIAL;
    }

    /** The highest bit of each byte that may stand inside a name, and nothing to rely on in the other bits. */
    private static long name(long eight) {
        long low = eight & ~HIGH;
        long signs = (HIGH - (low ^ '_' * ONES)) | (HIGH - (low ^ '$' * ONES));
        return (between(low | 0x20 * ONES, 'a', 'z') | between(low, '0', '9') | signs) & ~eight;
    }

    /** As {@link #name}, of bytes within bounds; of bytes beyond ASCII it says nothing. */
    private static long between(long eight, char first, char last) {
        long low = eight & ~HIGH;
        return (low + (0x80 - first) * ONES) & ~(low + (0x7f - last) * ONES);
    }

    /** The highest bit of each byte that is zero; right up to the first of them. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGH;
    }
}
