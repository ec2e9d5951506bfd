// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** How one of several eligible replicas is chosen. */
public enum Balance {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    RANDOM,
    /** The same client, the same replica, as long as it is eligible. */
    AFFINITY
}
