// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.SQLException;
import replicated.dialect.ServerSample;

/** Who is told what a {@link Watcher} sees. Called on the watcher's thread, except {@link #onTimeout}. */
interface SampleListener {

    /** A question is about to be put to the server: what was asked for before this call is answered by it. */
    void asking();

    /**
     * The server has answered.
     *
     * @param sample what it said
     * @param askedAt {@link System#nanoTime} from before it was asked
     */
    void onSample(ServerSample sample, long askedAt);

    /**
     * The server cannot be asked.
     *
     * @param cause why
     */
    void onError(SQLException cause);

    /**
     * The server has taken the question and gives no answer. Called on the timer's thread while the watcher still
     * waits; must not block.
     *
     * @param afterMillis for how long it has been silent
     */
    void onTimeout(long afterMillis);

    /**
     * Whether the next question should be put soon rather than at the usual interval.
     *
     * @return {@code true} while someone waits for the answer
     */
    boolean hurried();

    /**
     * Whether the next question should go over a new connection: the name may lead to another server by now.
     *
     * @return {@code true} while the server behind the present one is not the one that is wanted
     */
    boolean elsewhere();

    /**
     * Whether an unanswered question means that the server hangs; if it is not in use anyway, it is given more time to
     * let us log in.
     *
     * @return {@code true} while the server is in use
     */
    boolean inService();
}
