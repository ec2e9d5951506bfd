// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.sql.Driver;
import java.util.Map;
import java.util.Set;
import replicated.dialect.UrlQuery;
import replicated.dialect.UrlRules;

/** URLs and properties of PostgreSQL's drivers. */
final class PostgresUrls implements UrlRules {

    @Override
    public Map<String, String> parameters(String url) {
        return UrlQuery.parameters(url);
    }

    @Override
    public Set<String> parametersOfThePrimary() {
        return Set.of("targetServerType", "targetServerTypes", "loadBalanceHosts", "hostRecheckSeconds");
    }

    @Override
    public Set<String> parametersOfTheServer() {
        return Set.of("PGHOST", "PGPORT");
    }

    @Override
    public Set<String> parametersOfTheDatabase() {
        return Set.of("database", "databaseName", "dbname", "PGDBNAME");
    }

    @Override
    public Map<String, String> timeouts(boolean inMillis) {
        String two = inMillis ? "2000" : "2";
        return Map.of("connectTimeout", two, "socketTimeout", two, "tcpKeepAlive", "true");
    }

    @Override
    public Map<String, String> clientName(String name) {
        return Map.of("ApplicationName", name);
    }

    /**
     * Only where the host name matters, because the server's certificate has to bear it: the driver looks the name up
     * too, and whoever has a socket factory of their own keeps it.
     */
    @Override
    public Map<String, String> leadingTo(String address, Map<String, String> parameters, Driver driver) {
        return verifiesHostName(parameters) && !parameters.containsKey("socketFactory")
                ? PostgresAddresses.properties(driver, address)
                : Map.of();
    }

    /** {@code ssl} without {@code sslmode} means verify-full. */
    private static boolean verifiesHostName(Map<String, String> parameters) {
        String mode = parameters.get("sslmode");
        String ssl = parameters.get("ssl");
        boolean on = ssl != null && (ssl.isEmpty() || ssl.equalsIgnoreCase("true"));
        return mode == null ? on : mode.equalsIgnoreCase("verify-full");
    }
}
