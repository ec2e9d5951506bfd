// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.jdbc.Database;
import replicated.jdbc.PoolTrouble;
import replicated.replica.Health;
import replicated.replica.PoolUse;
import replicated.replica.Replica;

/** What to do next about a server, in one sentence, for whoever is woken up by it. Stateless. */
final class NextSteps {

    private NextSteps() {}

    /** Empty where nothing has to be done. */
    static String ofPrimary(Database database) {
        PoolTrouble pool = database.poolTrouble();
        return switch (database.replicas().primaryHealth().state()) {
            case DOWN ->
                pool == null
                        ? "Log in from this host as the application does: the agent uses the same URL and user, and its"
                                + " pool has said nothing. Is it the number of connections, a firewall, a proxy?"
                        : "The application is down too: see to the database first.";
            case LOGIN_FAILED ->
                "Log in from this host as the application's user, with its password: if that works, the pool has another"
                        + " password than the agent was given.";
            case WRONG_ROLE -> "Was there a failover? Point the application's URL at the new primary.";
            default ->
                pool == null
                        ? ""
                        : "The pool gives no connections: look for requests that hold theirs, and at its maximum size.";
        };
    }

    /** Empty where nothing has to be done. */
    static String of(Database database, Replica replica) {
        Health.State state = replica.health().state();
        Health.State primary = database.replicas().primaryHealth().state();
        if (replica.weight() == 0) {
            return "Drained on purpose: give it a weight again when it is to serve.";
        }
        return switch (state) {
            case UP -> exhausted(replica.poolUse());
            case PRIMARY -> "";
            case UNKNOWN ->
                primary == Health.State.LOGIN_FAILED || primary == Health.State.DOWN
                        ? "Its lag is measured against the primary: see to the agent's connection to that first."
                        : "Wait some seconds; if it stays so, look at the events below.";
            case DOWN ->
                "Log in" + to(database, replica) + ": is it there, and does it answer? It comes back by itself.";
            case LOGIN_FAILED ->
                "Log in" + to(database, replica)
                        + ": if that fails too, mend the password or the server's rules of access.";
            case LAGGING ->
                "Look at replication there: is replay paused, held up by a long query, or slower than the primary writes?";
            case WRONG_ROLE -> "Make it a standby of the application's primary, or take it out of the file.";
            case SEVERAL_SERVERS -> "Give each server an alias of its own in the pooler, and list each.";
        };
    }

    private static String exhausted(PoolUse pool) {
        return pool.waiting() > 0 && pool.inUse() >= pool.maximum()
                ? "Its pool is exhausted: raise pool.maximum-pool-size, or look for slow queries."
                : "";
    }

    private static String to(Database database, Replica replica) {
        for (ReplicaSettings each : database.replicas().settings().replicas()) {
            if (each.name().equals(replica.name())) {
                // Mostly it is inherited from the pool, which keeps it to itself.
                String user = each.username() == null ? " as the application's user" : " as " + each.username();
                return user + " to " + JdbcUrl.masked(each.url()) + " from this host";
            }
        }
        return " to " + replica.name() + " from this host";
    }
}
