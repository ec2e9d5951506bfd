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
     * @return {@code true} in state {@code up}
     */
    boolean isUp();

    /**
     * Its state.
     *
     * @return {@code up}, {@code lagging}, {@code down}, {@code wrong-role},
     *     {@code several-servers} or {@code unknown}
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
