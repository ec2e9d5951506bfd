// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, as much of it as the status pages want to know (RFC 9112, 2 to 5). Immutable.
 *
 * @param method as sent
 * @param path without the query
 * @param host value of the one {@code Host} field, or null
 * @param accept values of the {@code Accept} fields, or null
 */
record PageRequest(
        String method,
        String path,
        @Nullable String host,
        @Nullable String accept) {

    /** Browsers send the cookies of all that runs on localhost, whatever its port, so this is not too small. */
    static final int LARGEST_HEAD = 32 * 1024;

    /**
     * The request, if its head is complete.
     *
     * @param bytes what has come
     * @param from where the end of the head may begin at the earliest
     * @param length how much of the bytes
     * @return null while it is not
     * @throws Refused if it is not a request that we answer
     */
    static @Nullable PageRequest complete(byte[] bytes, int from, int length) throws Refused {
        int end = endOfHead(bytes, from, length);
        return end < 0 ? null : parse(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
    }

    private static int endOfHead(byte[] head, int from, int length) {
        for (int at = from; at + 3 < length; at++) {
            if (head[at] == '\r' && head[at + 1] == '\n' && head[at + 2] == '\r' && head[at + 3] == '\n') {
                return at;
            }
        }
        return -1;
    }

    static PageRequest parse(String head) throws Refused {
        String[] lines = head.split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3 || !first[2].matches("HTTP/1\\.[01]")) {
            throw new Refused(400, "not a request of HTTP/1");
        }
        if (!first[1].startsWith("/")) {
            throw new Refused(400, "only paths of this server are asked for");
        }
        String host = null;
        String accept = null;
        for (int line = 1; line < lines.length; line++) {
            int colon = lines[line].indexOf(':');
            if (colon <= 0) {
                throw new Refused(400, "a header line without a name");
            }
            String name = lines[line].substring(0, colon);
            String value = lines[line].substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Host")) {
                if (host != null) {
                    throw new Refused(400, "more than one Host");
                }
                host = value;
            } else if (name.equalsIgnoreCase("Accept")) {
                accept = accept == null ? value : accept + "," + value;
            }
        }
        int query = first[1].indexOf('?');
        return new PageRequest(first[0], query < 0 ? first[1] : first[1].substring(0, query), host, accept);
    }

    /** A request that gets an error for an answer. */
    static final class Refused extends Exception {

        private final int status;

        Refused(int status, String why) {
            super(why);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
