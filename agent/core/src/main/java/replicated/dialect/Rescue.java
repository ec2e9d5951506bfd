// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

/** Why a statement that has failed on a replica may run elsewhere: the error is the replica's own. */
public enum Rescue {
    /** It writes after all, and the replica would not. */
    REFUSED("refused"),

    /** Replay of the primary's changes cancelled it. */
    CONFLICT("conflict"),

    /** The server or the way to it is gone. */
    CONNECTION("connection"),

    /**
     * What it asks for is not there: not replayed yet, not offered during recovery, or not for a user that only the
     * replicas know.
     */
    ABSENT("absent");

    private final String cause;

    Rescue(String cause) {
        this.cause = cause;
    }

    /**
     * The label it is counted under.
     *
     * @return a word
     */
    public String cause() {
        return cause;
    }
}
