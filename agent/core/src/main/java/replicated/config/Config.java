// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import replicated.log.LogSettings;

/**
 * The whole file, checked and with defaults filled in, by subject. Immutable; a reload makes a new one.
 *
 * @param routing what connections go by
 * @param requests what is expected of a request
 * @param top the replicas of the application's one database; its list may be empty
 * @param dataSources one entry per database where there are several; the first that matches counts
 * @param objects what is said of functions and tables
 * @param bookmarks what a client carries
 * @param learning what is learnt of routes
 * @param status the {@code status} block
 * @param log the {@code log} block
 * @param warnings lines to log: what is allowed in the file but hardly meant; each names file and line
 * @param effective every key and its value under the names of the file, for people; maps, lists, texts, numbers and
 *     booleans, none of them a secret
 */
public record Config(
        RoutingSettings routing,
        RequestSettings requests,
        DataSourceSettings top,
        List<DataSourceSettings> dataSources,
        ObjectNames objects,
        BookmarkSettings bookmarks,
        LearningSettings learning,
        StatusSettings status,
        LogSettings log,
        List<String> warnings,
        Map<String, Object> effective)
        implements DefaultConfig {

    /** Copies the warnings. */
    public Config {
        warnings = List.copyOf(warnings);
    }

    /**
     * What the agent does.
     *
     * @return that of {@link #routing}
     */
    public Mode mode() {
        return routing.mode();
    }

    /**
     * The same configuration in another mode: the kill-switch.
     *
     * @param other the mode
     * @return a copy
     */
    public Config withMode(Mode other) {
        Map<String, Object> shown = new LinkedHashMap<>(effective);
        shown.put(Keys.MODE.name(), Key.word(other));
        return copy(routing.withMode(other), warnings, Collections.unmodifiableMap(shown));
    }

    Config withWarnings(List<String> others) {
        return copy(routing, others, effective);
    }

    private Config copy(RoutingSettings otherRouting, List<String> otherWarnings, Map<String, Object> otherEffective) {
        return new Config(
                otherRouting,
                requests,
                top,
                dataSources,
                objects,
                bookmarks,
                learning,
                status,
                log,
                otherWarnings,
                otherEffective);
    }

    /**
     * Whether there is nothing to route to.
     *
     * @return {@code true} if no list of replicas has an entry
     */
    public boolean withoutReplicas() {
        for (DataSourceSettings entry : dataSources) {
            if (!entry.replicas().isEmpty()) {
                return false;
            }
        }
        return top.replicas().isEmpty();
    }

    /**
     * What a reload cannot take over.
     *
     * @param next the new configuration
     * @return keys that differ and count only after a restart of the application; mostly empty
     */
    public List<String> restartNeededFor(Config next) {
        List<String> keys = new ArrayList<>();
        for (Key<?> key : Keys.TABLE.rows()) {
            if (!key.live() && !Objects.equals(shown(key), next.shown(key))) {
                keys.add(key.path());
            }
        }
        return keys;
    }

    private @Nullable Object shown(Key<?> key) {
        Object block = key.parent().isEmpty() ? effective : effective.get(key.parent());
        return block instanceof Map<?, ?> values ? values.get(key.name()) : null;
    }
}
