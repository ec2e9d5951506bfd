// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;

/**
 * What is known of a replica at one moment. Immutable; replaced as a whole by the replica's watcher or by a request
 * that met an error.
 *
 * @param state whether it may serve, and if not the kind of cause
 * @param position what it surely shows: a lower bound, since it was sampled in the past; null where unknown
 * @param lag how far behind the primary it was when sampled, by positions; null where unknown
 * @param why one line for people; while up, what follows from what cannot be known of it, and mostly empty
 */
public record Health(
        State state, @Nullable Position position, @Nullable Duration lag, String why) {

    /** Whether a replica may serve. */
    public enum State {
        /** Nothing is known yet: serves nobody. */
        UNKNOWN,
        UP,
        /** Further behind than {@code max-lag}. */
        LAGGING,
        DOWN,
        /** The server is there and does not let us in: user or password are wrong, or not yet known to us. */
        LOGIN_FAILED,
        /** It is the primary at present, of which the application's own pool has connections. */
        PRIMARY,
        /**
         * It takes writes and is not the application's primary, or it belongs to another database: not a replica of
         * ours.
         */
        WRONG_ROLE,
        /**
         * Behind a pooler whose alias leads to several servers: what is known of one says nothing of the next answer.
         */
        SEVERAL_SERVERS
    }

    /** Whether its server is none that could serve as it is, however well. */
    boolean isOfAnotherRole() {
        return state == State.WRONG_ROLE || state == State.PRIMARY;
    }
}
