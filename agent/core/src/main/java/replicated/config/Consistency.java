package replicated.config;

import java.time.Duration;

/**
 * The {@code consistency} block. Immutable.
 *
 * @param readYourWrites how a client is protected from reading data older than its own writes
 * @param window how long a client reads from the primary after a write where there are no positions
 * @param maxWait key {@code wait}: how long a read may wait for a replica to reach its bookmark; zero: not at all
 * @param maxLag a replica further behind than this serves nobody
 * @param pollInterval how often a watcher samples a server
 * @param cookie name of the bookmark cookie
 * @param header name of the bookmark header
 * @param maxAge how long a bookmark counts
 * @param secret HMAC key of bookmarks, or {@link Secret#NONE}
 */
public record Consistency(
        ReadYourWrites readYourWrites,
        Duration window,
        Duration maxWait,
        Duration maxLag,
        Duration pollInterval,
        String cookie,
        String header,
        Duration maxAge,
        Secret secret) {

    /** The defaults of the file. */
    public static final Consistency DEFAULT = new Consistency(
            ReadYourWrites.POSITION,
            Duration.ofSeconds(5),
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            "replicated_bookmark",
            "X-Replicated-Bookmark",
            Duration.ofSeconds(60),
            Secret.NONE);
}
