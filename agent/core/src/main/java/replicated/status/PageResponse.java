// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer. Immutable.
 *
 * @param status of RFC 9110
 * @param type media type
 * @param policy value of {@code Content-Security-Policy}
 * @param body text
 */
record PageResponse(int status, String type, String policy, String body) {

    /** Nothing may be loaded, framed or run. */
    static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final String TEXT = "text/plain; charset=utf-8";

    static PageResponse text(String body) {
        return new PageResponse(200, TEXT, NOTHING, body);
    }

    static PageResponse error(int status, @Nullable String why) {
        return new PageResponse(status, TEXT, NOTHING, why + "\n");
    }

    static PageResponse of(String type, String body) {
        return new PageResponse(200, type, NOTHING, body);
    }

    /**
     * Sends it. The connection is not used again.
     *
     * @param out of the connection
     * @param withBody {@code false} for HEAD
     * @throws IOException if the client is gone
     */
    void send(OutputStream out, boolean withBody) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + phrase() + "\r\n"
                + "Content-Type: " + type + "\r\n"
                + "Content-Length: " + content.length + "\r\n"
                + "Content-Security-Policy: " + policy + "\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + "Referrer-Policy: no-referrer\r\n"
                + "Cross-Origin-Resource-Policy: same-origin\r\n"
                + "Cache-Control: no-store\r\n"
                + (status == 405 ? "Allow: GET, HEAD\r\n" : "")
                + "Connection: close\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + content.length);
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            all.writeBytes(content);
        }
        all.writeTo(out);
        out.flush();
    }

    private String phrase() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 421 -> "Misdirected Request";
            case 503 -> "Service Unavailable";
            case 431 -> "Request Header Fields Too Large";
            default -> "Internal Server Error";
        };
    }
}
