// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.dialect.ServerSample;
import replicated.log.Faults;

/**
 * Asks servers what they are. Apart from what is loaded before the application's main, which must not know
 * {@code java.sql}. Stateless.
 */
public final class IdentityProbe {

    private static final int IDENTITY_MILLIS = 4_000;

    private IdentityProbe() {}

    /**
     * Asks the primary of a data source what it is, over a connection of its own. Blocks for some seconds at most.
     *
     * @param access how the application's pool reaches it
     * @return what it says; not known where it cannot be asked
     */
    public static ServerIdentity identify(PrimaryAccess access) {
        String name = access.poolName();
        ProbeSelector probes = new ProbeSelector("the primary of " + name, access.url());
        ReplicaSetThreads threads = new ReplicaSetThreads(name + "-identity");
        try (Connection connection = ServerLogin.primary(name, access).connect(threads.errands(), probes)) {
            connection.setNetworkTimeout(threads.errands(), IDENTITY_MILLIS);
            ServerSample sample = probes.sample(connection);
            return new ServerIdentity(probes.dialect(), sample);
        } catch (SQLException | LinkageError unreachable) {
            return new ServerIdentity(probes.dialect(), null);
        } catch (RuntimeException fault) {
            Faults.caught("identify", fault);
            return new ServerIdentity(probes.dialect(), null);
        } finally {
            threads.close();
        }
    }
}
