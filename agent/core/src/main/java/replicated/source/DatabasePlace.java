// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import replicated.config.JdbcUrl;
import replicated.dialect.Dialects;
import replicated.dialect.UrlRules;

/**
 * Where a data source leads, written in one way for each way of writing it: ports that go without saying, the case of
 * hosts, their order and all parameters but those that lead elsewhere make no difference. Names of one server, such as
 * aliases, stay different. Stateless.
 */
final class DatabasePlace {

    private DatabasePlace() {}

    /**
     * The place that a URL and driver properties lead to.
     *
     * @param url JDBC URL
     * @param properties of the driver, which may name a server too
     * @return equal for two that surely lead to one database; may hold no secret
     */
    static String of(String url, Map<String, String> properties) {
        String kind = JdbcUrl.subprotocol(url);
        String body = body(url, kind);
        UrlRules rules = Dialects.ofUrl(url).urls();
        int port = rules.port() == 0 ? JdbcUrl.defaultPort(kind) : rules.port();
        String place = kind + "://" + hosts(kind, port, body) + "/" + database(rules, port, url, body);
        String leading = leading(rules, url, body, properties);
        return leading.isEmpty() ? place : place + "?" + leading;
    }

    /** What follows the kind, in the words of the database's own driver. */
    private static String body(String url, String kind) {
        String plain = JdbcUrl.plain(url);
        int at = plain.indexOf(kind + ":");
        return at < 0 ? plain : plain.substring(at + kind.length() + 1);
    }

    private static String hosts(String kind, int port, String body) {
        int slashes = body.indexOf("//");
        if (slashes < 0) {
            return JdbcUrl.defaultPort(kind) != 0 ? withPort(port, "localhost") : "";
        }
        String rest = body.substring(slashes + 2);
        String authority = rest.split("[/?;]", 2)[0];
        String hosts = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        if (hosts.indexOf('(') >= 0) {
            return hosts;
        }
        if (hosts.isEmpty()) {
            // SQL Server's are properties then.
            return kind.equals("sqlserver") || port == 0 ? "" : withPort(port, "localhost");
        }
        String[] all = hosts.split(",");
        for (int i = 0; i < all.length; i++) {
            all[i] = withPort(port, all[i].strip());
        }
        Arrays.sort(all);
        return String.join(",", all);
    }

    private static String withPort(int port, String host) {
        boolean named = host.lastIndexOf(':') > host.lastIndexOf(']') || host.indexOf('\\') >= 0;
        return named || port == 0 ? host : host + ":" + port;
    }

    private static String database(UrlRules rules, int port, String url, String body) {
        // Of those whose URLs are written otherwise, all of it: nobody knows what of it may be left out.
        boolean known = port != 0 || body.startsWith("//");
        return known ? rules.plainName(JdbcUrl.database(url)) : body.split("\\?", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String leading(UrlRules rules, String url, String body, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(rules.parameters(url));
        String[] parts = body.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals >= 0) {
                all.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        all.putAll(properties);
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(UrlRules.SERVER_PARAMETERS);
        names.addAll(rules.parametersOfTheServer());
        Map<String, String> leading = new TreeMap<>();
        for (Map.Entry<String, String> parameter : all.entrySet()) {
            if (names.contains(parameter.getKey())) {
                leading.put(parameter.getKey().toLowerCase(Locale.ROOT), parameter.getValue());
            }
        }
        StringJoiner joined = new StringJoiner("&");
        for (Map.Entry<String, String> parameter : leading.entrySet()) {
            joined.add(parameter.getKey() + "=" + parameter.getValue());
        }
        return joined.toString();
    }
}
