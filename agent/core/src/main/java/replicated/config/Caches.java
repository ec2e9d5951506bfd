// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** Where a load that fills a cache of many requests reads. */
public enum Caches {
    /** From the primary. */
    PRIMARY,
    /** Where its request reads. */
    REPLICA
}
