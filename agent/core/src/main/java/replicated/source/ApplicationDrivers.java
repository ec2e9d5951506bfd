// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application's own driver. Never through {@code DriverManager}, which shows a caller only what the caller's
 * class loader sees: in a servlet container the driver is visible to the web application alone (agent study, P29).
 * Registers nothing. Stateless.
 */
final class ApplicationDrivers {

    private ApplicationDrivers() {}

    /**
     * The driver of a data source.
     *
     * @param facts what its pool says: the instance, the class name, the loaders
     * @return empty if no loader has a driver that takes the URL
     */
    static Optional<Driver> find(SourceFacts facts) {
        String url = facts.url;
        if (url == null) {
            return Optional.empty();
        }
        Driver own = facts.driver;
        if (own != null && accepts(own, url)) {
            return Optional.of(own);
        }
        Set<@Nullable ClassLoader> loaders = new LinkedHashSet<>(facts.loaders);
        loaders.remove(null);
        for (ClassLoader loader : loaders) {
            Driver named = facts.driverClassName == null ? null : named(facts.driverClassName, loader);
            if (named != null && accepts(named, url)) {
                return Optional.of(named);
            }
        }
        for (ClassLoader loader : loaders) {
            Driver provided = provided(url, loader);
            if (provided != null) {
                return Optional.of(provided);
            }
        }
        return Optional.empty();
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException | RuntimeException no) {
            return false;
        }
    }

    private static @Nullable Driver named(String className, ClassLoader loader) {
        try {
            Object made = Class.forName(className, true, loader)
                    .getDeclaredConstructor()
                    .newInstance();
            return made instanceof Driver driver ? driver : null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError notHere) {
            return null;
        }
    }

    private static @Nullable Driver provided(String url, ClassLoader loader) {
        var drivers = ServiceLoader.load(Driver.class, loader).iterator();
        while (true) {
            try {
                if (!drivers.hasNext()) {
                    return null;
                }
                Driver driver = drivers.next();
                if (accepts(driver, url)) {
                    return driver;
                }
            } catch (ServiceConfigurationError | LinkageError broken) {
                // One driver that does not load must not hide the others: the iterator goes on after it.
            } catch (RuntimeException stopped) {
                // Tomcat's loaders of stopped applications give out nothing more, and say so each time.
                return null;
            }
        }
    }
}
