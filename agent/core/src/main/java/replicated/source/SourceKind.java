// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

/** What a class of data sources does when it is asked for a connection. */
enum SourceKind {
    /** Keeps connections, and makes new ones through other data sources or a driver. */
    POOL,
    /** Makes a new connection each time: what pools fill themselves from. */
    PLAIN,
    /**
     * Asks another data source, and gives what that one gave or something over it. Never routed itself: a proxy that
     * shares connections by thread must not be split from its pool.
     */
    WRAPPER,
    /** Not known: may be a pool or a wrapper. */
    UNKNOWN
}
