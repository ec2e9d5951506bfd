// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Driver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import replicated.config.DataSourceSettings;
import replicated.config.Expand;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.servers.Await;

/** Settings for tests, and a wait for what happens on other threads. */
final class Given {

    private Given() {}

    static PrimaryAccess access(Driver driver, String url) {
        return access(driver, url, null, Secret.NONE);
    }

    static PrimaryAccess access(Driver driver, String url, String username, Secret password) {
        return TestAccess.of(driver, url, username, password);
    }

    static ReplicaSettings replica(String url, String name) {
        return replica(url, name, 1, Map.of());
    }

    static ReplicaSettings replica(String url, String name, int weight, Map<String, String> pool) {
        return TestSettings.replica(url, name, weight, "", Expand.NONE, pool);
    }

    /** Polled every 20 ms, and lagging when a second behind. */
    static DataSourceSettings settings(List<ReplicaSettings> replicas) {
        return TestSettings.replicas(replicas, TestSettings.watched(Duration.ofSeconds(1), Duration.ofMillis(20)));
    }

    /** Waits for what nobody tells us of; fails after a minute with what is the case then. */
    static void until(Supplier<?> details, BooleanSupplier condition) {
        Await.until(details, condition::getAsBoolean);
    }

    /** Settings with a replica on each of some hosts of {@link StubDriver}. */
    static DataSourceSettings hosts(String... hosts) {
        List<ReplicaSettings> replicas = new ArrayList<>();
        for (String host : hosts) {
            replicas.add(replica(StubDriver.url(host), host));
        }
        return settings(replicas);
    }

    static Replica member(ReplicaSet set, String name) {
        return set.replicas().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static void awaitState(ReplicaSet set, String name, Health.State state) {
        until(() -> member(set, name).health(), () -> member(set, name).health().state() == state);
    }
}
