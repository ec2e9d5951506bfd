// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.util.List;

/**
 * The time in which some standbys receive changes and apply none; from {@link Server#pausedReplay()} and
 * {@link Cluster#pausedReplay()}. For one thread, and one {@code try}.
 */
public final class PausedReplay implements AutoCloseable {
    private final List<Server> standbys;

    private PausedReplay(List<Server> standbys) {
        this.standbys = standbys;
    }

    /** Pauses each of the standbys; where one of them fails, those before it go on. */
    static PausedReplay of(List<Server> standbys) {
        for (int i = 0; i < standbys.size(); i++) {
            try {
                standbys.get(i).pauseReplay();
            } catch (RuntimeException e) {
                standbys.subList(0, i).forEach(Server::resumeReplay);
                throw e;
            }
        }
        return new PausedReplay(standbys);
    }

    /** Lets them go on, each of which has to run. Does not wait until they have caught up. */
    @Override
    public void close() {
        standbys.forEach(Server::resumeReplay);
    }
}
