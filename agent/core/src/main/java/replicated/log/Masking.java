// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.util.regex.Pattern;

/** Passwords in texts, such as those of JDBC URLs. Stateless. */
public final class Masking {

    /** Up to the last @: a password may hold one too. */
    private static final Pattern CREDENTIALS =
            Pattern.compile("(jdbc:oracle:\\w+:|jdbc(?:-[\\w-]+)?:[\\w+-]+:(?://)?|//)[^\\s?;\"']*@");

    /**
     * {@code password=x}, {@code sslpassword=x}, {@code trustStorePassword=x}, also {@code secret} and {@code token}.
     */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|passphrase|secret|token)[\\w.-]*\\s*=\\s*)[^&;,)\\s]+");

    private Masking() {}

    /**
     * Hides passwords in a URL, or in a text with URLs in it.
     *
     * @param text any text
     * @return the text with {@code ***} in place of passwords and of {@code user:password@}
     */
    public static String masked(String text) {
        if (text.indexOf('=') < 0 && text.indexOf('@') < 0) {
            return text;
        }
        String masked = CREDENTIALS.matcher(text).replaceAll("$1***@");
        return PARAMETER.matcher(masked).replaceAll("$1***");
    }
}
