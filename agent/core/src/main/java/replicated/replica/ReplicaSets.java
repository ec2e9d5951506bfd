package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import replicated.config.DataSourceSettings;
import replicated.dialect.ServerSample;
import replicated.log.Faults;

/** Opens replica sets. Stateless. */
public final class ReplicaSets {

    private static final int IDENTITY_MILLIS = 4_000;

    private ReplicaSets() {}

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

    /**
     * Opens the replicas of one database. Returns at once: connections are made on threads of its own, and until a
     * replica has been seen well it serves nobody.
     *
     * @param databaseName name in logs and thread names
     * @param access how the application's pool reaches the primary
     * @param settings the replicas
     * @param replicaTimeout the most a request may lose to a replica
     * @return to be closed when the application closes its data source
     * @throws IllegalArgumentException if the settings cannot be used, with place, fault and remedy
     */
    public static ReplicaSet open(
            String databaseName, PrimaryAccess access, DataSourceSettings settings, Duration replicaTimeout) {
        LiveReplicaSet set = new LiveReplicaSet(databaseName, access, settings, replicaTimeout);
        set.start();
        return set;
    }
}
