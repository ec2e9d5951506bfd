// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@code replicas} list. Immutable.
 *
 * @param url JDBC URL, never null; may hold a password, see {@link JdbcUrl#masked}
 * @param name name in logs, metrics and status; {@code host:port} of the URL where none was given
 * @param weight share of reads relative to the other replicas; 0: it gets nothing new
 * @param zone where it is; empty: unknown
 * @param expand what the host name in the URL stands for
 * @param host the name whose address stands in the URL; null where the URL is as it was given
 * @param username null: as in the application's own pool
 * @param password as given, or as read from {@code passwordFile}; {@link Secret#NONE}: as in the application's own pool
 * @param passwordFile path of the file that held the password when the configuration was read, or null
 * @param driverProperties added to those of the application's own pool; may hold secrets
 * @param pool HikariCP properties that were given, in kebab-case, times in milliseconds without a unit; never null
 */
public record ReplicaSettings(
        String url,
        String name,
        int weight,
        String zone,
        Expand expand,
        @Nullable String host,
        @Nullable String username,
        Secret password,
        @Nullable String passwordFile,
        Map<String, String> driverProperties,
        Map<String, String> pool) {

    /**
     * One of the servers that an entry stands for.
     *
     * @param server {@code host:port}; an IPv6 address is in brackets
     * @return with the name of the server if the entry has none of its own, else with the server in brackets after that
     */
    public ReplicaSettings at(String server) {
        boolean named = !name.equals(JdbcUrl.server(url));
        return new ReplicaSettings(
                JdbcUrl.withServer(url, server),
                named ? name + "[" + server + "]" : server,
                weight,
                zone,
                Expand.NONE,
                expand.toAddresses() ? JdbcUrl.host(url) : null,
                username,
                password,
                passwordFile,
                driverProperties,
                pool);
    }

    /** Without anything that could be a secret. */
    @Override
    public String toString() {
        return "ReplicaSettings[url=" + JdbcUrl.masked(url) + ", name=" + name + ", weight=" + weight + ", zone="
                + zone + ", expand=" + expand + ", username=" + username + ", password=" + password + ", passwordFile="
                + passwordFile
                + ", driverProperties="
                + driverProperties.keySet() + ", pool=" + pool + "]";
    }
}
