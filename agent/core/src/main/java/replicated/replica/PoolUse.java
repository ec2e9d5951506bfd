// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

/**
 * The pool of a replica at one moment. Immutable.
 *
 * @param inUse connections lent out
 * @param idle connections that are open and not lent out
 * @param maximum so many at most
 * @param waiting threads that wait for a connection now
 * @param timedOut how often since its start nobody could be given one in time
 */
public record PoolUse(int inUse, int idle, int maximum, int waiting, long timedOut) {

    /** Of a replica that has no pool yet. */
    public static final PoolUse NONE = new PoolUse(0, 0, 0, 0, 0);
}
