// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import org.jspecify.annotations.Nullable;
import replicated.replica.PrimaryAccess;

/**
 * What could be found out about one data source. Immutable. Holds the driver if it was found: not to be kept.
 *
 * @param className of the data source
 * @param poolName null: it has none
 * @param url of the primary; null: unknown
 * @param place where that leads, see {@link DatabasePlace}; null: unknown
 * @param missing what keeps it from being routed and the remedy, as one sentence; null: nothing
 * @param access null if something is missing
 * @param transactions what may begin a transaction over its connections; null: nobody but the application
 * @param passwordHidden whether the password could not be read, so that each replica needs its own
 */
record SourceDescription(
        String className,
        @Nullable String poolName,
        @Nullable String url,
        @Nullable String place,
        @Nullable String missing,
        @Nullable PrimaryAccess access,
        @Nullable ManagedTransactions transactions,
        boolean passwordHidden) {

    /**
     * Reads a data source.
     *
     * @param source the application's
     * @param application loader of the application that uses it, or null
     * @return never null; never throws for what the data source does
     */
    static SourceDescription of(Object source, @Nullable ClassLoader application) {
        return of(source, application, null);
    }

    /**
     * Reads a data source again.
     *
     * @param known what was read before; its driver is taken over if the URL is the same, since to look for one is most
     *     of the work. Null: nothing was
     */
    static SourceDescription of(Object source, @Nullable ClassLoader application, @Nullable PrimaryAccess known) {
        Class<?> type = source.getClass();
        SourceFacts facts = SourceReaders.read(source, type.getClassLoader(), application);
        String name = facts.poolName == null ? shortName(type) : facts.poolName;
        Driver driver = facts.notRoutedReason == null ? driver(facts, known) : null;
        String missing = missing(facts, type, driver);
        String url = facts.url;
        return new SourceDescription(
                type.getName(),
                facts.poolName,
                url,
                url == null ? null : DatabasePlace.of(url, facts.driverProperties),
                missing,
                missing == null && url != null && driver != null
                        ? facts.access(
                                name, url, driver, new SourceCredentials(source, application, facts.credentials()))
                        : null,
                facts.transactions,
                facts.passwordHidden);
    }

    /**
     * Of a data source that could not be read, by a fault of ours.
     *
     * @param className of it
     */
    static SourceDescription unreadable(String className) {
        return new SourceDescription(
                className,
                null,
                null,
                null,
                "it could not be read; the log and the status page have the fault",
                null,
                null,
                false);
    }

    private static @Nullable Driver driver(SourceFacts facts, @Nullable PrimaryAccess known) {
        return known != null && known.driver() != null && known.url().equals(facts.url)
                ? known.driver()
                : ApplicationDrivers.find(facts).orElse(null);
    }

    private static String shortName(Class<?> type) {
        return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
    }

    private static @Nullable String missing(SourceFacts facts, Class<?> type, @Nullable Driver driver) {
        if (facts.notRoutedReason != null) {
            return facts.notRoutedReason;
        }
        if (facts.url == null) {
            return "its JDBC URL cannot be read from " + type.getName()
                    + "; name the class of the pool inside it: datasources: - match: {class: ...}";
        }
        if (driver == null) {
            return "no driver for its URL was found in the class loader of " + type.getName()
                    + " or in that of the application; put the driver where the pool is, or name its class in the pool's settings";
        }
        return null;
    }
}
