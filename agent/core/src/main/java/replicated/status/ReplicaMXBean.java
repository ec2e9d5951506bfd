// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

/** {@code replicated:type=Replica,name=...}: one replica, to look at. */
public interface ReplicaMXBean {

    /**
     * The data source it belongs to.
     *
     * @return never null
     */
    String getDataSource();

    /**
     * Whether it may serve.
     *
     * @return {@code true} in state {@code up}, and for one that is drained as long as it is well
     */
    boolean isUp();

    /**
     * Its state.
     *
     * @return {@code up}, {@code lagging}, {@code down}, {@code primary}, {@code wrong-role},
     *     {@code several-servers}, {@code unknown}, or {@code drained} where it would serve and has the weight 0
     */
    String getState();

    /**
     * Why it is in another state than up.
     *
     * @return empty while up
     */
    String getWhy();

    /**
     * How far it is behind the primary.
     *
     * @return seconds, or NaN where unknown
     */
    double getLagSeconds();

    /**
     * Connections lent out.
     *
     * @return at least 0
     */
    int getConnectionsInUse();
}
