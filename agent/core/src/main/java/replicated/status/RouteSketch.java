// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

/**
 * How often each of any number of names was seen lately, in fixed memory (128 KiB): a count-min sketch. An estimate is
 * never below what was seen but for additions at the same moment, of which some are lost; it is above where names share
 * all their cells.
 */
final class RouteSketch {

    /** After so many additions all counts are to be halved. */
    static final int EPOCH = 1 << 15;

    private static final int ROWS = 4;
    private static final int BITS = 13;

    private final int[] cells = new int[ROWS << BITS];
    private int added;

    /**
     * One more.
     *
     * @param hash of the name
     * @return how often it was seen, about
     */
    int add(int hash) {
        added++;
        int least = Integer.MAX_VALUE;
        int mixed = hash;
        for (int row = 0; row < ROWS; row++) {
            mixed = (mixed ^ (mixed >>> 15)) * 0x9E3779B1 + row;
            int cell = (row << BITS) + (mixed >>> (32 - BITS));
            least = Math.min(least, ++cells[cell]);
        }
        return least;
    }

    boolean isFull() {
        return added >= EPOCH;
    }

    void halve() {
        for (int cell = 0; cell < cells.length; cell++) {
            cells[cell] >>>= 1;
        }
        added = 0;
    }
}
