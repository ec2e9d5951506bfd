// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

/** Thrown where a kind of server cannot run on this machine. The message is one sentence for a person to read. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason why, and what would make it run */
    public Unavailable(String reason) {
        super(reason);
    }

    /**
     * @param reason why, and what would make it run
     * @param cause what was met
     */
    public Unavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
