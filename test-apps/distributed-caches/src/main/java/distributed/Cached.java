// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;

/**
 * Hits of counters, kept in a cache that all requests share.
 *
 * @param hits from the cache, or read for it
 * @param forget has the cache forget a counter
 */
record Cached(LongToIntFunction hits, LongConsumer forget) {}
