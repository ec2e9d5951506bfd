// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for texts among the constants of a class file without parsing the rest. Of the classes of an application about
 * one in a hundred passes, and only those cost more than a few microseconds. Immutable, thread-safe.
 */
public final class ConstantScan {

    private static final int UTF8 = 1;

    /** Of nearly all constants one look tells that they are none of the texts. A power of two. */
    private static final int BUCKETS = 256;

    private static final int[] NONE = {};

    private final byte[][] texts;
    private final boolean[] isSuffix;
    /** By group, a bit for each text. */
    private final long[][] groups;

    private final int words;

    /** Numbers of the texts that are whole constants, by {@link #bucket} of length and last byte. */
    private final int[][] whole = new int[BUCKETS][];

    /** Numbers of the texts that constants end with, by {@link #bucket} of the last two bytes. */
    private final int[][] endings = new int[BUCKETS][];

    /**
     * Prepares a scan.
     *
     * @param groups a class passes if it has all texts of one of them; a text that starts with {@code *} stands for
     *     every constant that ends with the rest, which has two characters at least
     */
    public ConstantScan(List<List<String>> groups) {
        List<String> distinct = new ArrayList<>();
        for (List<String> group : groups) {
            for (String text : group) {
                if (!distinct.contains(text)) {
                    distinct.add(text);
                }
            }
        }
        words = (distinct.size() + Long.SIZE - 1) / Long.SIZE;
        this.groups = new long[groups.size()][words];
        for (int i = 0; i < groups.size(); i++) {
            for (String text : groups.get(i)) {
                set(this.groups[i], distinct.indexOf(text));
            }
        }
        texts = new byte[distinct.size()][];
        isSuffix = new boolean[distinct.size()];
        Arrays.fill(whole, NONE);
        Arrays.fill(endings, NONE);
        for (int i = 0; i < texts.length; i++) {
            String text = distinct.get(i);
            isSuffix[i] = text.startsWith("*");
            texts[i] = (isSuffix[i] ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = texts[i];
            byte last = bytes[bytes.length - 1];
            if (isSuffix[i]) {
                add(endings, bucket(bytes[bytes.length - 2], last), i);
            } else {
                add(whole, bucket(bytes.length, last), i);
            }
        }
    }

    private static void add(int[][] buckets, int bucket, int text) {
        int[] more = Arrays.copyOf(buckets[bucket], buckets[bucket].length + 1);
        more[more.length - 1] = text;
        buckets[bucket] = more;
    }

    private static int bucket(int one, int other) {
        return (one * 31 + other) & (BUCKETS - 1);
    }

    /**
     * Whether a class has all texts of a group.
     *
     * @param classFile a class file
     * @return {@code false} also where the constants cannot be read
     */
    public boolean matches(byte[] classFile) {
        long[] found = new long[words];
        int count = u2(classFile, 8);
        int at = 10;
        for (int i = 1; i < count; i++) {
            int tag = classFile[at];
            if (tag == UTF8) {
                int length = u2(classFile, at + 1);
                at += 3 + length;
                byte last = classFile[at - 1];
                int[] some = whole[bucket(length, last)];
                if (some != NONE) {
                    find(some, classFile, at, length, found);
                }
                some = endings[bucket(classFile[at - 2], last)];
                if (some != NONE) {
                    find(some, classFile, at, length, found);
                }
                continue;
            }
            switch (tag) {
                case 7, 8, 16, 19, 20 -> at += 3;
                case 15 -> at += 4;
                case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5;
                case 5, 6 -> {
                    // Long and double take two places in the table.
                    at += 9;
                    i++;
                }
                default -> {
                    return false;
                }
            }
        }
        for (long[] group : groups) {
            if (hasAll(found, group)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAll(long[] found, long[] group) {
        for (int i = 0; i < group.length; i++) {
            if ((found[i] & group[i]) != group[i]) {
                return false;
            }
        }
        return true;
    }

    private static void set(long[] bits, int index) {
        bits[index / Long.SIZE] |= 1L << index;
    }

    /**
     * Notes which of some texts a constant is, or ends with.
     *
     * @param some their numbers
     * @param end where the constant ends
     */
    private void find(int[] some, byte[] classFile, int end, int length, long[] found) {
        for (int i : some) {
            byte[] text = texts[i];
            if ((isSuffix[i] ? length >= text.length : length == text.length) && endsWith(classFile, end, text)) {
                set(found, i);
            }
        }
    }

    /** Compares from the end: descriptors differ there. */
    private static boolean endsWith(byte[] classFile, int end, byte[] text) {
        int start = end - text.length;
        for (int i = text.length - 1; i >= 0; i--) {
            if (classFile[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static int u2(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
