// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import replicated.replica.Health.State;

/** What is said of a replica behind a connection pooler. Stateless. */
final class PoolerHealth {

    /** Its alias leads to more than one server. */
    static final Health SEVERAL = new Health(
            State.SEVERAL_SERVERS,
            null,
            null,
            "its pooler's alias leads to several servers, and one that answers may be behind what another has shown; give each"
                    + " server an alias of its own and list each as a replica");

    /** Its alias leads elsewhere than before: to a server that was restarted, to another one, or to several. */
    static final String ANOTHER_SERVER =
            "another server answers behind its pooler's alias than before; looking whether the alias leads to several";

    private static final String NOTE =
            "behind a connection pooler: its sessions are shared, so nothing is set on them, not even read-only";

    private PoolerHealth() {}

    /**
     * Adds what follows from it, as long as the replica is in service.
     *
     * @param verdict on the server itself
     */
    static Health noted(Health verdict) {
        if (verdict.state() != State.UP) {
            return verdict;
        }
        String why = verdict.why().isEmpty() ? NOTE : verdict.why() + "; " + NOTE;
        return new Health(verdict.state(), verdict.position(), verdict.lag(), why);
    }
}
