// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;

/**
 * What a client carries: those keys of the {@code consistency} block that are the same for all databases. Immutable.
 *
 * @param cookie name of the bookmark cookie
 * @param header name of the bookmark header
 * @param maxAge how long a bookmark counts
 * @param secret HMAC key of bookmarks, or {@link Secret#NONE}
 */
public record BookmarkSettings(String cookie, String header, Duration maxAge, Secret secret) {

    static BookmarkSettings of(Block block) {
        return new BookmarkSettings(
                block.get(Keys.CONSISTENCY_COOKIE),
                block.get(Keys.CONSISTENCY_HEADER),
                block.get(Keys.CONSISTENCY_MAX_AGE),
                block.get(Keys.CONSISTENCY_SECRET));
    }
}
