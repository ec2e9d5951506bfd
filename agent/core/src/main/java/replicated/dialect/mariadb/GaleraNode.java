// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.GaleraPosition;
import replicated.bookmark.Position;

/**
 * What a node of Galera tells of itself (Galera documentation, "Galera Status Variables"). Its position is the last
 * write set whose commit it has left, which is what {@code wsrep_sync_wait} waits for; write sets are committed in one
 * order on all nodes.
 *
 * @param position in the order of its cluster
 * @param unfit why it should serve no reads at present; empty: it may
 */
record GaleraNode(Position position, String unfit) {

    /** Of the status, which is only read where the provider is on; null elsewhere. */
    static final String COLUMN = """
            IF(@@global.wsrep_on, (
                SELECT group_concat(VARIABLE_NAME, '=', VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS
                WHERE VARIABLE_NAME IN ('wsrep_cluster_state_uuid', 'wsrep_last_committed', 'wsrep_cluster_status',
                    'wsrep_local_state', 'wsrep_ready')), NULL)""";

    /** A node that lacks nothing of what the cluster has committed but what is on its way. */
    private static final String SYNCED = "4";

    /**
     * From the answer.
     *
     * @param status of {@link #COLUMN}
     * @return null: it is no node of a cluster, or has not joined one yet
     */
    static @Nullable GaleraNode of(@Nullable String status) {
        if (status == null) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (String pair : status.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals).toLowerCase(Locale.ROOT), pair.substring(equals + 1));
            }
        }
        Position position = GaleraPosition.of(
                        values.getOrDefault("wsrep_cluster_state_uuid", ""),
                        values.getOrDefault("wsrep_last_committed", ""))
                .orElse(null);
        return position == null ? null : new GaleraNode(position, unfit(values));
    }

    private static String unfit(Map<String, String> values) {
        String component = values.getOrDefault("wsrep_cluster_status", "");
        if (!component.equals("Primary")) {
            return "it is not in the cluster's primary component: wsrep_cluster_status is " + component;
        }
        if (!"ON".equals(values.get("wsrep_ready"))) {
            return "the node is not ready: wsrep_ready is OFF";
        }
        String state = values.getOrDefault("wsrep_local_state", "");
        return SYNCED.equals(state)
                ? ""
                : "the node is not synced with its cluster (a donor, desynced, joining): wsrep_local_state is " + state;
    }
}
