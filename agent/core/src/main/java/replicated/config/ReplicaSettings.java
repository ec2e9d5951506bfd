package replicated.config;

import java.util.Map;

/**
 * One entry of a {@code replicas} list. Immutable.
 *
 * @param url JDBC URL, never null
 * @param name name in logs, metrics and status; {@code host:port} of the URL where none was given
 * @param weight share of reads relative to the other replicas, at least 1
 * @param username null: as in the application's own pool
 * @param password {@link Secret#NONE}: as in the application's own pool
 * @param passwordFile path of a file that holds the password, or null
 * @param driverProperties added to those of the application's own pool
 * @param pool HikariCP properties, in kebab-case as written, never null
 */
public record ReplicaSettings(
        String url,
        String name,
        int weight,
        String username,
        Secret password,
        String passwordFile,
        Map<String, String> driverProperties,
        Map<String, String> pool) {}
