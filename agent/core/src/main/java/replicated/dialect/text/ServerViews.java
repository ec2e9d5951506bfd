// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells of one server and not of the data, as far as that takes names with their schemas. What single words tell
 * is in the {@link WordList}. All in lower case. Immutable.
 *
 * @param schemas schemas of which nothing is the same on two servers for certain
 * @param replicated of {@code information_schema}, what is made of replicated definitions alone
 * @param counted columns of its {@code tables} and {@code statistics} that each server counts for itself
 * @param settingFunction function that tells of a setting named by its first argument; with a dot in it the setting is
 *     the application's own, and set in the session that is asked; null: there is none
 */
public record ServerViews(
        Set<String> schemas,
        Set<String> replicated,
        Set<String> counted,
        @Nullable String settingFunction) {

    /** Where nothing is known to. */
    public static final ServerViews NONE = new ServerViews(Set.of(), Set.of(), Set.of(), null);
}
