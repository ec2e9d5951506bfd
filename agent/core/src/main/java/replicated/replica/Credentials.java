// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import org.jspecify.annotations.Nullable;
import replicated.config.Secret;

/**
 * What a connection logs in with. Immutable; compared by value.
 *
 * @param username null where the URL or the driver properties carry it
 * @param password {@link Secret#NONE} where there is none
 */
public record Credentials(@Nullable String username, Secret password) {}
