// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;

/**
 * Who connects. Immutable.
 *
 * @param username null: as the URL says
 * @param password {@link Secret#NONE}: as the URL says
 * @param properties for the driver; may hold secrets
 */
record Login(@Nullable String username, Secret password, Map<String, String> properties) {

    /** What a replica's entry says comes before what the application does. */
    Login with(ReplicaSettings replica) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(replica.driverProperties());
        return new Login(
                replica.username() == null ? username : replica.username(),
                replica.password().present() ? replica.password() : password,
                all);
    }

    /** Whether anything but the URL says who. */
    boolean namesUser() {
        return username != null || properties.containsKey("user");
    }

    Map<String, String> forDriver() {
        Map<String, String> all = new HashMap<>(properties);
        if (username != null) {
            all.put("user", username);
        }
        if (password.present()) {
            all.put("password", password.value());
        }
        return all;
    }

    @Override
    public String toString() {
        return "Login[" + username + "]";
    }
}
