// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Driver;
import java.util.Map;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver in the application's class loader cannot see our classes, and has to find the factory beside its own. */
class PostgresAddressesTest {

    @Test
    void aDriverInALoaderOfItsOwnFindsTheFactoryThere() throws Exception {
        URL jar = org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation();
        try (URLClassLoader application = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Driver driver = (Driver) application
                    .loadClass("org.postgresql.Driver")
                    .getConstructor()
                    .newInstance();
            for (int times = 0; times < 2; times++) {
                Map<String, String> properties = PostgresAddresses.properties(driver, "127.0.0.1");
                Class<?> factory = Class.forName(properties.get("socketFactory"), true, application);
                assertThat(factory.getClassLoader()).isSameAs(application);
                SocketFactory made = (SocketFactory)
                        factory.getConstructor(String.class).newInstance(properties.get("socketFactoryArg"));
                try (Socket socket = made.createSocket()) {
                    socket.connect(InetSocketAddress.createUnresolved("nowhere.invalid", server.getLocalPort()), 5000);
                    assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
                }
            }
        }
    }

    @Test
    void aDriverWithoutPostgresqlsOwnIsLedByItsUrl() throws Exception {
        Driver other = new org.h2.Driver();
        try (URLClassLoader application = new URLClassLoader(
                new URL[] {
                    org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation()
                },
                ClassLoader.getPlatformClassLoader())) {
            Driver apart = (Driver) application
                    .loadClass(other.getClass().getName())
                    .getConstructor()
                    .newInstance();
            assertThat(PostgresAddresses.properties(apart, "127.0.0.1")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode, verify-full, true",
        "sslmode, verify-ca, false",
        "sslmode, require, false",
        "ssl, true, true",
        "ssl, false, false",
        "connectTimeout, 2, false",
    })
    void theNameIsKeptWhereTheCertificateHasToBearIt(String parameter, String value, boolean kept) {
        assertThat(new PostgresUrls().leadingTo("127.0.0.1", Map.of(parameter, value), new org.postgresql.Driver()))
                .hasSize(kept ? 2 : 0);
    }

    @Test
    void aSocketFactoryOfTheApplicationsOwnIsKept() {
        assertThat(new PostgresUrls()
                        .leadingTo(
                                "127.0.0.1",
                                Map.of("sslmode", "verify-full", "socketFactory", "a.B"),
                                new org.postgresql.Driver()))
                .isEmpty();
    }
}
