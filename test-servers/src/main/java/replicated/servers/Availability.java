package replicated.servers;

/**
 * Whether a kind of server can run on this machine, as JUnit's assumptions like to have it:
 * {@code assumeTrue(availability.isAvailable(), availability.reason())}.
 *
 * @param isAvailable whether it can
 * @param reason why not, in one sentence; empty where it can
 */
public record Availability(boolean isAvailable, String reason) {

    /** Turns the outcome of a check into a value: available unless the check throws {@link Unavailable}. */
    static Availability of(Runnable check) {
        try {
            check.run();
            return new Availability(true, "");
        } catch (Unavailable e) {
            return new Availability(false, e.getMessage());
        }
    }
}
