// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import replicated.config.Secret;

/** Signs entries of bookmarks, and verifies what clients bring back. Thread-safe. */
final class BookmarkSignature {

    /** Characters of a signature: 16 bytes in base 64. */
    static final int LENGTH = 22;

    private static final String MAC = "HmacSHA256";

    /** RFC 2104, 5: no less than half of the hash, and no less than 80 bits. */
    private static final int BYTES = 16;

    private static final byte[] VERSION = BookmarkCodec.VERSION.getBytes(StandardCharsets.US_ASCII);
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    BookmarkSignature(Secret secret) {
        this.key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), MAC);
    }

    /** Whether the rest of a text could be a signature. */
    static boolean isShapedLikeOne(String text, int from) {
        if (text.length() - from != LENGTH) {
            return false;
        }
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** For several signatures: to begin with a key costs more than a signature. */
    Signer signer() {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return new Signer(mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + MAC + ", which every Java platform must have", e);
        }
    }

    /** Confined to one thread. */
    static final class Signer {

        private final Mac mac;

        private Signer(Mac mac) {
            this.mac = mac;
        }

        String sign(String payload) {
            return new String(text(payload), StandardCharsets.ISO_8859_1);
        }

        boolean verifies(String payload, String signature) {
            return MessageDigest.isEqual(text(payload), signature.getBytes(StandardCharsets.UTF_8));
        }

        private byte[] text(String payload) {
            // The version too: what an entry means is part of what is signed.
            mac.update(VERSION);
            return TEXT.encode(Arrays.copyOf(mac.doFinal(payload.getBytes(StandardCharsets.UTF_8)), BYTES));
        }
    }
}
