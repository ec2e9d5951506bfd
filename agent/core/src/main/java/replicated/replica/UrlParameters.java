package replicated.replica;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.config.JdbcUrl;
import replicated.dialect.Dialect;

/**
 * The parameters in a JDBC URL's query part, such as {@code ?currentSchema=app&sslmode=require}. A replica inherits those of the
 * primary, since whatever the application's connections are made with there holds for its replicas too. Stateless.
 */
final class UrlParameters {

    /** These name the role of the server to connect to, or spread over servers: true of the primary, wrong on a replica. */
    private static final Set<String> ABOUT_THE_SERVER =
            Set.of("targetServerType", "targetServerTypes", "loadBalanceHosts", "hostRecheckSeconds");

    /** MySQL Connector/J reference, "Connection URL syntax": user and password before the host. */
    private static final Pattern LOGIN = Pattern.compile("^jdbc:mysql:[a-z:]*//([^:@/?]+):([^@/?]*)@");

    private UrlParameters() {}

    /**
     * The parameters of a URL.
     *
     * @param url JDBC URL
     * @return by name, in their order; empty for databases whose URLs are written otherwise
     */
    static Map<String, String> of(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int query = url.indexOf('?');
        if (query < 0 || !written(Dialect.ofUrl(url))) {
            return parameters;
        }
        for (String parameter : url.substring(query + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
            }
        }
        return parameters;
    }

    /**
     * What a replica takes over from the URL of the primary.
     *
     * @param primaryUrl JDBC URL of the primary
     * @return by name; never what says which server is meant
     */
    static Map<String, String> inherited(String primaryUrl) {
        Map<String, String> parameters = of(primaryUrl);
        parameters.keySet().removeAll(ABOUT_THE_SERVER);
        Matcher login = LOGIN.matcher(JdbcUrl.plain(primaryUrl));
        if (login.find()) {
            parameters.put("user", decoded(login.group(1)));
            parameters.put("password", decoded(login.group(2)));
        }
        return parameters;
    }

    private static boolean written(Dialect dialect) {
        return dialect == Dialect.POSTGRESQL || dialect == Dialect.MYSQL || dialect == Dialect.MARIADB;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }
}
