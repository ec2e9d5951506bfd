package replicated.replica;

import java.util.Map;
import replicated.config.JdbcUrl;
import replicated.dialect.Dialects;
import replicated.dialect.UrlRules;

/**
 * The parameters in a JDBC URL's query part, such as {@code ?currentSchema=app&sslmode=require}. A replica inherits those of the
 * primary, since whatever the application's connections are made with there holds for its replicas too. Stateless.
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
     * What a replica takes over from the URL of the primary.
     *
     * @param primaryUrl JDBC URL of the primary
     * @return by name; never what says which server is meant
     */
    static Map<String, String> inherited(String primaryUrl) {
        UrlRules rules = Dialects.ofUrl(primaryUrl).urls();
        Map<String, String> parameters = rules.parameters(primaryUrl);
        parameters.keySet().removeAll(rules.parametersOfThePrimary());
        parameters.putAll(rules.login(JdbcUrl.plain(primaryUrl)));
        return parameters;
    }
}
