// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

/**
 * Whether a kind of server can run on this machine, as JUnit's assumptions like to have it:
 * {@code assumeTrue(availability.isAvailable(), availability.reason())}.
 *
 * @param isAvailable whether it can
 * @param reason why not, in one sentence; empty where it can
 */
public record Availability(boolean isAvailable, String reason) {

    /** Set where a test that is skipped for want of servers is a failure. */
    private static final String REQUIRED = "REPLICATED_SERVERS_REQUIRED";

    /**
     * Turns the outcome of a check into a value: available unless the check throws {@link Unavailable}.
     *
     * @throws IllegalStateException if it does and the environment says that all servers have to be there
     */
    static Availability of(Runnable check) {
        try {
            check.run();
            return new Availability(true, "");
        } catch (Unavailable e) {
            if (System.getenv(REQUIRED) != null) {
                throw new IllegalStateException(e.getMessage() + " (" + REQUIRED + " is set)", e);
            }
            return new Availability(false, e.getMessage());
        }
    }
}
