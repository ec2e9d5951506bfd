// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/** Spreads what is known of somebody evenly, and the same each time: for choices that have to stay. Stateless. */
public final class StableHash {

    private StableHash() {}

    /**
     * A number by the finalizer of MurmurHash3, in which each bit of the result depends on each of what is given.
     *
     * @param bits any, such as a hash code
     * @return between 0 and 1, both excluded; the same for the same bits
     */
    public static double of(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        mixed ^= mixed >>> 33;
        return ((mixed >>> 11) + 0.5) * 0x1.0p-53;
    }
}
