// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import replicated.config.JdbcUrl;
import replicated.dialect.Dialects;
import replicated.dialect.UrlRules;

/**
 * The parameters in a JDBC URL's query part, such as {@code ?currentSchema=app&sslmode=require}. A replica inherits
 * those of the primary, since whatever the application's connections are made with there holds for its replicas too.
 * Stateless.
 */
final class UrlParameters {

    private UrlParameters() {}

    /**
     * The parameters of a URL.
     *
     * @param url JDBC URL
     * @return by name, in their order; empty for databases whose URLs are written otherwise
     */
    static Map<String, String> of(String url) {
        return Dialects.ofUrl(url).urls().parameters(url);
    }

    /**
     * What a replica takes over from the application's pool: parameters of its URL and its driver properties.
     *
     * @param primaryUrl JDBC URL of the primary
     * @param driverProperties of the application's pool, which count more than the URL
     * @param replicaUrl JDBC URL of the replica: what it says itself is not taken over
     * @return by name; never what says which server is meant
     */
    static Map<String, String> inherited(String primaryUrl, Map<String, String> driverProperties, String replicaUrl) {
        UrlRules rules = Dialects.ofUrl(primaryUrl).urls();
        Map<String, String> parameters = rules.parameters(primaryUrl);
        parameters.putAll(rules.login(JdbcUrl.plain(primaryUrl)));
        parameters.keySet().removeAll(of(replicaUrl).keySet());
        parameters.putAll(driverProperties);
        Set<String> elsewhere = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        elsewhere.addAll(UrlRules.SERVER_PARAMETERS);
        elsewhere.addAll(rules.parametersOfTheServer());
        elsewhere.addAll(rules.parametersOfThePrimary());
        if (!JdbcUrl.database(replicaUrl).isEmpty()) {
            elsewhere.addAll(rules.parametersOfTheDatabase());
        }
        parameters.keySet().removeIf(elsewhere::contains);
        return parameters;
    }
}
