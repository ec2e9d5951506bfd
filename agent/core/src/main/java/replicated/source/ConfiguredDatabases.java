// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import replicated.config.Config;
import replicated.config.ReplicaSettings;

/**
 * The databases that a file has replicas of, as far as their replicas' URLs tell. Asked at each statement that runs on
 * a connection which is not routed, so answers are kept. Thread-safe.
 */
final class ConfiguredDatabases {

    /** Who makes up a URL for each connection is answered anew each time. */
    private static final int MAX_ANSWERS = 256;

    private final List<String> replicas;
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

    ConfiguredDatabases(Config config) {
        replicas = Stream.concat(Stream.of(config.top()), config.dataSources().stream())
                .flatMap(settings -> settings.replicas().stream())
                .map(ReplicaSettings::url)
                .toList();
    }

    /**
     * Whether a connection may lead to one of them.
     *
     * @param url the driver's own URL of the connection
     * @return {@code true} where it cannot be excluded
     */
    boolean mayInclude(String url) {
        Boolean known = answers.get(url);
        if (known != null) {
            return known;
        }
        boolean may = replicas.stream().anyMatch(replica -> DatabaseUrls.mayBeTheSame(replica, url));
        if (answers.size() < MAX_ANSWERS) {
            answers.put(url, may);
        }
        return may;
    }
}
