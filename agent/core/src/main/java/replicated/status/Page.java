// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The page for people: one document with its style and script inside, made once. */
final class Page {

    private static final String STYLE = "/*page.css*/";
    private static final String SCRIPT = "/*page.js*/";

    private Page() {}

    /**
     * Puts the page together.
     *
     * @return the same at every call
     */
    static PageResponse make() {
        String style = resource("page.css");
        String script = resource("page.js");
        String html = resource("page.html").replace(STYLE, style).replace(SCRIPT, script);
        String policy = PageResponse.NOTHING + "; connect-src 'self'; img-src data:; style-src '" + hash(style)
                + "'; script-src '" + hash(script) + "'";
        return new PageResponse(200, "text/html; charset=utf-8", policy, html);
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is inside the document runs if it is what we put there, and nothing else does. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
