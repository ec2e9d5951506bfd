// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/**
 * Where a connection goes, and why. Immutable; each of the few values exists once, so a decision allocates nothing.
 *
 * @param replica {@code true}: a replica, {@code false}: the primary
 * @param reason the code that is counted
 */
public record Decision(boolean replica, Reason reason) {

    private static final Decision[] REPLICA = all(true);
    private static final Decision[] PRIMARY = all(false);

    /**
     * To the primary.
     *
     * @param reason why
     * @return the one instance
     */
    public static Decision primary(Reason reason) {
        return PRIMARY[reason.ordinal()];
    }

    /**
     * To a replica.
     *
     * @param reason why
     * @return the one instance
     */
    public static Decision replica(Reason reason) {
        return REPLICA[reason.ordinal()];
    }

    private static Decision[] all(boolean replica) {
        Reason[] reasons = Reason.values();
        Decision[] decisions = new Decision[reasons.length];
        for (Reason reason : reasons) {
            decisions[reason.ordinal()] = new Decision(replica, reason);
        }
        return decisions;
    }
}
