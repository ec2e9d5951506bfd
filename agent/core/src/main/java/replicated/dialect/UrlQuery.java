// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** URLs whose parameters follow a question mark, as in {@code ?currentSchema=app&sslmode=require}. Stateless. */
public final class UrlQuery {

    private UrlQuery() {}

    static Map<String, String> none() {
        return new LinkedHashMap<>();
    }

    /**
     * The parameters.
     *
     * @param url JDBC URL
     * @return by name, decoded, in their order; mutable
     */
    public static Map<String, String> parameters(String url) {
        Map<String, String> parameters = none();
        int query = url.indexOf('?');
        if (query < 0) {
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
     * A URL without some of its parameters.
     *
     * @param url JDBC URL
     * @param names of the parameters
     * @return all else as it was
     */
    public static String without(String url, Set<String> names) {
        int query = url.indexOf('?');
        if (query < 0) {
            return url;
        }
        StringJoiner left = new StringJoiner("&", url.substring(0, query + 1), "");
        for (String parameter : url.substring(query + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (!names.contains(equals < 0 ? parameter : parameter.substring(0, equals))) {
                left.add(parameter);
            }
        }
        return left.toString();
    }

    /**
     * A value without its percent signs.
     *
     * @param value as in a URL
     * @return the value itself where it is not encoded
     */
    public static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }
}
