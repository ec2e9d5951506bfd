// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.List;

/**
 * What a client has sent of bookmarks. Immutable.
 *
 * @param own what may be written again, merged with more; with a secret only what is signed with it
 * @param demanded what counts for reads: {@code own}, and what counts without being ours to write again
 * @param entries all that came, by their texts, without repetitions
 */
public record ReceivedBookmark(Bookmark own, Bookmark demanded, List<Came> entries) {

    /** No text, or none that is a bookmark. */
    public static final ReceivedBookmark NOTHING = new ReceivedBookmark(Bookmark.EMPTY, Bookmark.EMPTY, List.of());

    /** Copies. */
    public ReceivedBookmark {
        entries = List.copyOf(entries);
    }

    /**
     * An entry as it came. Immutable.
     *
     * @param text to be handed on exactly so
     * @param database key of the database
     * @param issuedAt milliseconds since the epoch, by the clock of whoever wrote it
     * @param verified signed as this node signs, or unsigned where it does not sign
     */
    public record Came(String text, String database, long issuedAt, boolean verified) {}
}
