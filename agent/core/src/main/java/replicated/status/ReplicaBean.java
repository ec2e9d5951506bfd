// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import replicated.config.JdbcUrl;
import replicated.replica.Health;
import replicated.replica.Replica;

/** A replica over JMX. Thread-safe. */
final class ReplicaBean implements ReplicaMXBean {

    private final String dataSource;
    private final Replica replica;

    ReplicaBean(String dataSource, Replica replica) {
        this.dataSource = dataSource;
        this.replica = replica;
    }

    boolean sameReplicaAs(ReplicaBean other) {
        return replica == other.replica;
    }

    @Override
    public String getDataSource() {
        return dataSource;
    }

    @Override
    public boolean isUp() {
        return replica.health().state() == Health.State.UP;
    }

    @Override
    public String getState() {
        return Descriptions.state(replica);
    }

    @Override
    public String getWhy() {
        return JdbcUrl.masked(replica.health().why());
    }

    @Override
    public double getLagSeconds() {
        Double seconds = Descriptions.seconds(replica.health().lag());
        return seconds == null ? Double.NaN : seconds;
    }

    @Override
    public int getConnectionsInUse() {
        return replica.inUse();
    }
}
