// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import replicated.dialect.Dialects;

/**
 * Time-outs for connecting that applications hardly ever set, as each driver names them: without them a server that
 * accepts connections and never answers holds a thread for ever. What the application did set stays. Stateless.
 */
final class DriverTimeouts {

    /** Reading while the connection is made: the driver's own limit for statements too, so it is lifted afterwards. */
    static final String READING = "socketTimeout";

    /** AWS' driver takes milliseconds whatever the driver behind it counts in. */
    private static final Pattern IN_MILLIS = Pattern.compile("(?i)^jdbc:(?:[\\w-]+:)*aws-wrapper:");

    private DriverTimeouts() {}

    /**
     * The properties to add.
     *
     * @param url of the server
     * @param known names that the application or the operator has set, in the URL or as properties
     * @return by name; empty for drivers that are not known
     */
    static Map<String, String> missing(String url, Set<String> known) {
        boolean inMillis = IN_MILLIS.matcher(url).find();
        Map<String, String> missing = new HashMap<>(Dialects.ofUrl(url).urls().timeouts(inMillis));
        missing.keySet().removeAll(known);
        return missing;
    }
}
