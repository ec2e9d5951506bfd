// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Driver;
import java.time.Duration;
import java.util.Map;
import replicated.config.Secret;

/**
 * How tests reach a primary: as through a pool called {@code app} that leaves all to the driver, with credentials that
 * never change.
 */
public final class TestAccess {

    private TestAccess() {}

    /**
     * Through a pool that leaves all to the driver.
     *
     * @param driver or null, where nothing is to connect
     * @param url JDBC URL of the primary, or null as well
     * @param username or null
     * @param password or {@link Secret#NONE}
     * @return the access
     */
    public static PrimaryAccess of(Driver driver, String url, String username, Secret password) {
        return of(driver, url, username, password, true, -1);
    }

    /**
     * Through a pool that sets up its connections.
     *
     * @param driver or null, where nothing is to connect
     * @param url JDBC URL of the primary, or null as well
     * @param username or null
     * @param password or {@link Secret#NONE}
     * @param autoCommit whether connections start so
     * @param isolation a constant of {@link java.sql.Connection}, or -1
     * @return the access
     */
    public static PrimaryAccess of(
            Driver driver, String url, String username, Secret password, boolean autoCommit, int isolation) {
        Credentials credentials = new Credentials(username, password);
        return new PrimaryAccess(
                "app",
                url,
                username,
                password,
                Map.of(),
                driver,
                autoCommit,
                isolation,
                false,
                null,
                null,
                4,
                null,
                Duration.ofSeconds(5),
                () -> credentials);
    }
}
