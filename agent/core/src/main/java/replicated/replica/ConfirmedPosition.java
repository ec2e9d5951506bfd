// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;

/**
 * A server and where it surely is. Immutable.
 *
 * @param server identity of the server; empty before it was seen
 * @param position null where unknown
 */
record ConfirmedPosition(String server, @Nullable Position position) {

    /** Whether it surely shows a position; nothing in particular is shown by all. */
    boolean shows(@Nullable Position required) {
        return required == null || (position != null && position.covers(required) == Position.Reached.YES);
    }
}
