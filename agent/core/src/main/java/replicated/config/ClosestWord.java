// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant. */
final class ClosestWord {

    private ClosestWord() {}

    /**
     * The nearest of some words by edit distance, case, hyphens and underscores not counted.
     *
     * @param word what was typed
     * @param known what could have been meant
     * @return null if none is near enough to be worth a guess
     */
    static @Nullable String to(String word, Collection<String> known) {
        String plain = plain(word);
        String nearest = null;
        int least = Math.max(1, plain.length() / 3) + 1;
        for (String candidate : known) {
            String other = plain(candidate);
            // The distance is at least the difference in length: no need to compare a page of text with a key.
            int distance = Math.abs(other.length() - plain.length()) >= least ? least : distance(plain, other);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Edits (insert, delete, replace, swap of neighbours) between two words. */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            edits[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            edits[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
