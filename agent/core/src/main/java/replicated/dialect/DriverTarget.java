// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Driver;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.config.JdbcUrl;

/**
 * What a driver is given to connect to one address of a host name. Immutable.
 *
 * @param url names the host where the driver can be led to the address otherwise, else the address
 * @param properties driver properties; may hold secrets
 */
public record DriverTarget(String url, Map<String, String> properties) {

    /**
     * As the driver can have it.
     *
     * @param rules of the URL's dialect
     * @param url JDBC URL that names an address, or what host it was given with
     * @param host the name that the address is one of; null: the URL is taken as it is
     * @param properties driver properties beside the parameters of the URL
     * @param driver that is to connect
     * @return never null
     */
    public static DriverTarget of(
            UrlRules rules, String url, @Nullable String host, Map<String, String> properties, Driver driver) {
        if (host == null) {
            return new DriverTarget(url, properties);
        }
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(rules.parameters(url));
        String address = JdbcUrl.host(url);
        Map<String, String> leading = address == null ? Map.of() : rules.leadingTo(address, all, driver);
        if (leading.isEmpty()) {
            return new DriverTarget(url, properties);
        }
        Map<String, String> led = new HashMap<>(properties);
        led.putAll(leading);
        return new DriverTarget(JdbcUrl.withServer(url, host + ":" + JdbcUrl.port(url)), led);
    }

    /** The properties may hold secrets. */
    @Override
    public String toString() {
        return "DriverTarget[" + JdbcUrl.masked(url) + "]";
    }
}
