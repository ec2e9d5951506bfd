// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bootstrap;

import java.nio.charset.StandardCharsets;

/**
 * The agent's classes in one piece, and where in another piece those are that a start hardly needs: to find and to
 * inflate each of them in the jar takes as long as to define it. Written by {@code
 * agent/dist/src/build/ClassPack.java}, which says how. Immutable, thread-safe.
 */
final class ClassPack {

    /** Where the number of slots ends and the slots begin. */
    private static final int SLOTS = 4;

    private static final int SLOT = 8;

    /** Of the length of a name. */
    private static final int LENGTH = 2;

    private final byte[] content;

    /**
     * Reads nothing yet.
     *
     * @param content as the build wrote it; not copied
     */
    ClassPack(byte[] content) {
        this.content = content;
    }

    /** What the ranges of {@link #find} are in; not to be changed. */
    byte[] content() {
        return content;
    }

    /**
     * Finds a class.
     *
     * @param name binary name, with dots
     * @return the slot, for {@link #start} and {@link #length}; -1 if it is not in the pack
     */
    int find(String name) {
        int mask = number(0) - 1;
        int slot = name.hashCode() & mask;
        while (number(SLOTS + slot * SLOT) != 0) {
            int at = number(SLOTS + slot * SLOT);
            int length = nameLength(at);
            if (length == name.length()
                    && name.equals(new String(content, at + LENGTH, length, StandardCharsets.ISO_8859_1))) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** Whether the class file of a slot is in the other piece. */
    boolean isLate(int slot) {
        return number(SLOTS + slot * SLOT + Integer.BYTES) < 0;
    }

    /** Where the class file of a slot begins, here or in the other piece. */
    int start(int slot) {
        int at = number(SLOTS + slot * SLOT);
        int next = at + LENGTH + nameLength(at);
        return isLate(slot) ? number(next) : next;
    }

    /** How many bytes the class file of a slot has. */
    int length(int slot) {
        return Math.abs(number(SLOTS + slot * SLOT + Integer.BYTES));
    }

    private int nameLength(int at) {
        return (content[at] & 0xff) << 8 | (content[at + 1] & 0xff);
    }

    private int number(int at) {
        return content[at] << 24
                | (content[at + 1] & 0xff) << 16
                | (content[at + 2] & 0xff) << 8
                | (content[at + 3] & 0xff);
    }
}
