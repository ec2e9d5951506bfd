// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import replicated.replica.PrimaryAccess;

/**
 * What a connection fresh from the application's pool answers to questions about itself, once one was asked: schema,
 * catalog, isolation and the like. Of one data source and one login. Thread-safe.
 */
final class PoolDefaults {

    /** Bounds what names made by machines can fill. */
    private static final int MAX_KEPT = 100;

    private final String url;
    private final String username;
    private final Map<String, Optional<Object>> answers = new ConcurrentHashMap<>();

    PoolDefaults(PrimaryAccess access) {
        url = String.valueOf(access.url());
        username = String.valueOf(access.username());
    }

    /** Whether a pool still reaches its database in the way that the answers are of. */
    boolean areOf(PrimaryAccess access) {
        return url.equals(String.valueOf(access.url())) && username.equals(String.valueOf(access.username()));
    }

    /**
     * An answer.
     *
     * @param question its name
     * @return null if it was never asked; empty if the answer was null
     */
    @SuppressWarnings({"OptionalAssignedToNull", "NullableOptional"}) // there are three cases
    @Nullable
    Optional<Object> answer(String question) {
        return answers.get(question);
    }

    /**
     * Remembers an answer.
     *
     * @param question its name
     * @param answer null is one, too; nothing that can be changed
     */
    void remember(String question, @Nullable Object answer) {
        if (answers.size() < MAX_KEPT) {
            answers.put(question, Optional.ofNullable(answer));
        }
    }
}
