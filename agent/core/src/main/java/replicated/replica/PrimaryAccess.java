// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Driver;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.config.Secret;

/**
 * How the application's own pool reaches its database: replica pools are built alike. Immutable. Holds the
 * application's driver instance and so reaches its class loader: whoever keeps one must let go of it when the data
 * source is closed.
 *
 * @param poolName the pool's own name, never null
 * @param url JDBC URL of the primary
 * @param username null where the URL or the driver properties carry it; as it was when the pool was read
 * @param password {@link Secret#NONE} where there is none; as it was when the pool was read
 * @param driverProperties properties the pool hands to the driver, without user and password; may hold secrets
 * @param driver the application's own driver instance; null only as of {@link #withoutDriver}
 * @param autoCommit whether the pool's connections start in auto-commit
 * @param isolation a constant of {@link java.sql.Connection}, or -1 for the driver's default
 * @param readOnly whether the pool's connections start read-only
 * @param schema null: the driver's default
 * @param catalog null: the driver's default
 * @param maximumPoolSize at least 1
 * @param initSql statement run on each new connection, or null
 * @param validationTimeout how long a liveness check may take
 * @param credentials asked for each new connection
 */
public record PrimaryAccess(
        String poolName,
        String url,
        @Nullable String username,
        Secret password,
        Map<String, String> driverProperties,
        @Nullable Driver driver,
        boolean autoCommit,
        int isolation,
        boolean readOnly,
        @Nullable String schema,
        @Nullable String catalog,
        int maximumPoolSize,
        @Nullable String initSql,
        Duration validationTimeout,
        CredentialSource credentials) {

    /**
     * The same without what belongs to the application.
     *
     * @return without the driver, and with the credentials that were read first
     */
    public PrimaryAccess withoutDriver() {
        Credentials first = new Credentials(username, password);
        return new PrimaryAccess(
                poolName,
                url,
                username,
                password,
                driverProperties,
                null,
                autoCommit,
                isolation,
                readOnly,
                schema,
                catalog,
                maximumPoolSize,
                initSql,
                validationTimeout,
                () -> first);
    }

    /** Without the secrets that driver properties may hold. */
    @Override
    public String toString() {
        return "PrimaryAccess[" + poolName + "]";
    }
}
