// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the status pages are served. Immutable.
 *
 * @param host as written; {@code 127.0.0.1} where only a port was given
 * @param port 0 to 65535; 0 lets the system choose
 */
record ListenAddress(String host, int port) {

    /** What a browser takes for an address and does not look up, so that no name server can lie about it. */
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]+(%[\\w.]+)?]");

    /**
     * Reads {@code status.listen}.
     *
     * @param text {@code host:port}, {@code [address]:port} or {@code port}
     * @return never null
     * @throws IllegalArgumentException if it is none of these
     */
    static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon <= 0 ? "127.0.0.1" : text.substring(0, colon);
        try {
            int port = Integer.parseInt(text.substring(colon + 1).strip());
            if (port >= 0 && port <= 65535) {
                return new ListenAddress(host.strip(), port);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wrong(text), e);
        }
        throw new IllegalArgumentException(wrong(text));
    }

    private static String wrong(String text) {
        return "status.listen: '" + text + "' is not an address; expected host:port such as 127.0.0.1:9470";
    }

    InetSocketAddress resolved() throws UnknownHostException {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(InetAddress.getByName(plain), port);
    }

    /**
     * Whether a request for this {@code Host} may be answered. A page of the outside world can make a browser ask us
     * only under a name whose address its owner has changed to ours (DNS rebinding); it cannot make it ask under an
     * address or under {@code localhost}. The port does not matter, it may be forwarded.
     *
     * @param field value of {@code Host}, or null
     * @return {@code true} for an address, {@code localhost} and the configured name
     */
    boolean answersTo(@Nullable String field) {
        if (field == null) {
            return false;
        }
        int colon = field.lastIndexOf(':');
        boolean withPort = colon > field.lastIndexOf(']');
        String name = withPort ? field.substring(0, colon) : field;
        return IPV4.matcher(name).matches()
                || IPV6.matcher(name).matches()
                || name.toLowerCase(Locale.ROOT).equals("localhost")
                || name.equalsIgnoreCase(host);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
