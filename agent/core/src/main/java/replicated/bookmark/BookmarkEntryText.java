// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark.Entry;

/**
 * One entry of a bookmark as text, {@code key!issued[!position][.signature]}, by its shape: neither is its signature
 * verified nor its position understood. Immutable.
 *
 * @param text all of it
 * @param database key of the database
 * @param issuedAt milliseconds since the epoch, at least 0
 * @param position null: there is none
 * @param signature null: there is none; else of the length and the characters of a signature
 */
record BookmarkEntryText(
        String text,
        String database,
        long issuedAt,
        @Nullable String position,
        @Nullable String signature) {

    /** What a signature follows on. */
    static final char SIGNED = '.';

    private static final char FIELD = '!';

    /** What is signed of an entry that is to be written. */
    static String payload(Entry entry) {
        String known = entry.database() + FIELD + Base36.text(entry.issuedAt());
        return entry.position() == null
                ? known
                : known + FIELD + entry.position().text();
    }

    /** The entry of a text; null if it is none. */
    static @Nullable BookmarkEntryText parse(String text) {
        int dot = text.indexOf(SIGNED);
        int end = dot < 0 ? text.length() : dot;
        if (dot >= 0 && !BookmarkSignature.isShapedLikeOne(text, dot + 1)) {
            return null;
        }
        int key = text.indexOf(FIELD);
        if (key < 0 || key >= end || !Bookmark.isKey(text.substring(0, key))) {
            return null;
        }
        int issued = text.indexOf(FIELD, key + 1);
        if (issued > end) {
            return null;
        }
        boolean positioned = issued >= 0;
        long issuedAt = Base36.parse(text, key + 1, positioned ? issued : end);
        if (issuedAt < 0 || (positioned && !isPosition(text, issued + 1, end))) {
            return null;
        }
        return new BookmarkEntryText(
                text,
                text.substring(0, key),
                issuedAt,
                positioned ? text.substring(issued + 1, end) : null,
                dot < 0 ? null : text.substring(dot + 1));
    }

    /** The characters that {@link Position#text} promises, since what is handed on has to be safe in a header. */
    private static boolean isPosition(String text, int from, int to) {
        if (from >= to) {
            return false;
        }
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (!(c >= 'a' && c <= 'z')
                    && !(c >= 'A' && c <= 'Z')
                    && !(c >= '0' && c <= '9')
                    && "-_*$".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** What its signature has to cover. */
    String payload() {
        return signature == null ? text : text.substring(0, text.length() - signature.length() - 1);
    }
}
