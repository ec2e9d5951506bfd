// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.sql.Driver;
import java.util.Map;
import replicated.log.Faults;

/**
 * Lets PostgreSQL's driver connect to an address while its URL names a host, which it has no parameter for: by a socket
 * factory that is defined in its class loader. Stateless.
 */
final class PostgresAddresses {

    private static final String FACTORY = "org.postgresql.ReplicatedSocketFactory";
    private static final String SOCKET = "org.postgresql.ReplicatedSocket";

    private PostgresAddresses() {}

    /**
     * What leads the driver there.
     *
     * @param driver of the application; others may stand before PostgreSQL's own
     * @param address an IP address, without brackets
     * @return properties; empty if it cannot be done
     */
    static Map<String, String> properties(Driver driver, String address) {
        return defined(driver.getClass().getClassLoader())
                ? Map.of("socketFactory", FACTORY, "socketFactoryArg", address)
                : Map.of();
    }

    private static boolean defined(ClassLoader loader) {
        try {
            Class<?> neighbour = Class.forName("org.postgresql.Driver", false, loader);
            define(neighbour, SOCKET);
            define(neighbour, FACTORY);
            return true;
        } catch (ClassNotFoundException notTheDriver) {
            return false;
        } catch (IOException | IllegalAccessException | LinkageError | RuntimeException fault) {
            Faults.caught("postgresql-addresses", fault);
            return false;
        }
    }

    private static synchronized void define(Class<?> neighbour, String name)
            throws IOException, IllegalAccessException {
        try {
            Class.forName(name, false, neighbour.getClassLoader());
        } catch (ClassNotFoundException notYet) {
            MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup()).defineClass(bytes(name));
        }
    }

    private static byte[] bytes(String name) throws IOException {
        ClassLoader ours = PostgresAddresses.class.getClassLoader();
        try (InputStream in = ours.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new IOException("the jar lacks " + name);
            }
            return in.readAllBytes();
        }
    }
}
