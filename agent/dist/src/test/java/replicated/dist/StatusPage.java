// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent's own page, of an application whose file says {@code status: {listen: '127.0.0.1:0'}}. */
final class StatusPage {

    private static final Pattern ADDRESS = Pattern.compile(".*status page on (http://\\S+)/.*");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{.*route=\"([^\"]+)\".*} (\\d+)");

    private final URI address;

    private StatusPage(URI address) {
        this.address = address;
    }

    /** Waits until it is there. */
    static StatusPage of(ForkedApp app) {
        app.await(
                () -> app.err().stream().anyMatch(line -> ADDRESS.matcher(line).matches()), "there is a status page");
        for (String line : app.err()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.matches()) {
                return new StatusPage(URI.create(matcher.group(1)));
            }
        }
        throw new AssertionError(app.transcript());
    }

    /** A page. */
    String get(String path) {
        try {
            return new Visitor(false).get(address, path).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The samples of a family of metrics by route. */
    Map<String, Long> byRoute(String family) {
        Map<String, Long> found = new TreeMap<>();
        for (String line : get("/metrics").split("\n", -1)) {
            Matcher matcher = SAMPLE.matcher(line);
            if (matcher.matches() && matcher.group(1).equals(family)) {
                found.put(matcher.group(2), Long.parseLong(matcher.group(3)));
            }
        }
        return found;
    }
}
