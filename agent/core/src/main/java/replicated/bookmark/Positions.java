// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads positions from text. Stateless. */
public final class Positions {

    /** The longest text that is read: a bookmark of several databases still has to fit into a cookie. */
    public static final int MAX_TEXT = 1024;

    private Positions() {}

    /**
     * The inverse of {@link Position#text}. The text may come from a client, so it is not trusted: it is read in one
     * pass, and whatever is not a position is empty.
     *
     * @param text anything, or null
     * @return the position, or empty; never throws
     */
    public static Optional<Position> parse(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        String body = text.substring(1);
        return switch (text.charAt(0)) {
            case PostgresPosition.KIND -> PostgresPosition.parse(body);
            case MariaDbPosition.KIND -> MariaDbPosition.parse(body);
            case MysqlPosition.KIND -> MysqlPosition.parse(body);
            case GaleraPosition.KIND -> GaleraPosition.parse(body);
            default -> Optional.empty();
        };
    }
}
