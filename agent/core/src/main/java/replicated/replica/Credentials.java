// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import replicated.config.Secret;

/**
 * What a connection logs in with. Immutable; compared by value.
 *
 * @param username null where the URL or the driver properties carry it
 * @param password {@link Secret#NONE} where there is none
 */
public record Credentials(String username, Secret password) {}
