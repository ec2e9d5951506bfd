// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import replicated.config.JdbcUrl;
import replicated.dialect.Dialects;
import replicated.dialect.DriverTarget;

/** The JDBC drivers at hand: the agent has none of its own. */
final class DriverJars {

    private final List<Driver> drivers;

    private DriverJars(List<Driver> drivers) {
        this.drivers = drivers;
    }

    /**
     * Finds what registers itself as a service on the class path, in some jars, and in the jars within these.
     *
     * @param jars existing files: drivers, or applications with one in them
     * @throws IOException if one of them does not exist
     */
    static DriverJars of(List<File> jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (File jar : jars) {
            if (!jar.isFile()) {
                throw new IOException("--driver " + jar + ": there is no such file");
            }
            urls.add(jar.toURI().toURL());
            for (File nested : NestedJars.withDrivers(jar)) {
                urls.add(nested.toURI().toURL());
            }
        }
        // Never closed: drivers load classes for as long as the command runs.
        ClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getSystemClassLoader());
        List<Driver> found = new ArrayList<>();
        Iterator<Driver> services = ServiceLoader.load(Driver.class, loader).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return new DriverJars(List.copyOf(found));
                }
                found.add(services.next());
            } catch (ServiceConfigurationError brokenOnTheClassPath) {
                // Somebody else's entry; the one that is needed will be missed where it matters.
            }
        }
    }

    /**
     * Connects as the agent would.
     *
     * @param host the name whose address the URL has; null: the URL is as it was given
     */
    Connection connect(String url, @Nullable String host, Map<String, String> properties) throws SQLException {
        for (Driver driver : drivers) {
            if (driver.acceptsURL(url)) {
                DriverTarget target = DriverTarget.of(Dialects.ofUrl(url).urls(), url, host, properties, driver);
                Properties all = new Properties();
                all.putAll(target.properties());
                Connection connection = driver.connect(target.url(), all);
                if (connection != null) {
                    return connection;
                }
            }
        }
        throw new SQLException(
                "no JDBC driver for " + JdbcUrl.masked(url) + " is on the class path; name its jar with --driver");
    }
}
