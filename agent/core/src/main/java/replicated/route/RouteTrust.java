// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/** What is known of the requests of a route that are expected to read, and of the client of this one. */
public enum RouteTrust {
    /** They were seen to read only. */
    TRUSTED,
    /** Too few of them were seen to read only. */
    UNTRUSTED,
    /** One of them has written. */
    WRITER,
    /** They were seen to read only, but this client is none of those that are to read from replicas. */
    NOT_IN_SHARE
}
