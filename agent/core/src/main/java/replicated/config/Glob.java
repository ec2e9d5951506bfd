// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import org.jspecify.annotations.Nullable;

/** Texts with stars, as {@link DataSourceSettings.Match} has them. Stateless. */
public final class Glob {

    private Glob() {}

    /**
     * Whether a text matches. Takes time linear in text times stars, whatever the two are.
     *
     * @param glob {@code *} is any run of characters; null matches everything
     * @param text null matches only a null glob
     * @return {@code true} if all of the text matches
     */
    public static boolean matches(@Nullable String glob, @Nullable String text) {
        if (glob == null || text == null) {
            return glob == null;
        }
        int at = 0;
        int next = 0;
        int star = -1;
        int retry = 0;
        while (at < text.length()) {
            if (next < glob.length() && glob.charAt(next) == '*') {
                star = next++;
                retry = at;
            } else if (next < glob.length() && glob.charAt(next) == text.charAt(at)) {
                next++;
                at++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (next < glob.length() && glob.charAt(next) == '*') {
            next++;
        }
        return next == glob.length();
    }
}
