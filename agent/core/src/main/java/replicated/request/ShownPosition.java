// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;

/**
 * What replicas surely showed to a reader: the least of it, where there were several. Immutable.
 *
 * @param least null where it cannot be told
 */
record ShownPosition(@Nullable Position least) {

    /** As this, and what a replica showed that is there at least; null: it does not say where it is. */
    ShownPosition and(@Nullable Position position) {
        if (least == null || (position != null && position.covers(least) == Reached.YES)) {
            return this;
        }
        return new ShownPosition(position != null && least.covers(position) == Reached.YES ? position : null);
    }

    /**
     * Whether a primary that is there by now has nothing more; null: it has not said so. Never where the least is not
     * known.
     */
    boolean isAllOf(@Nullable Position now) {
        return least != null && now != null && least.covers(now) == Reached.YES;
    }
}
