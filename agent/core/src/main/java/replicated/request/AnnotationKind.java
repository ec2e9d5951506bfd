// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

/** What an annotated method asks for, or a cache that is about to be filled. */
public enum AnnotationKind {
    PRIMARY,
    REPLICA,
    /** A replica, and the client's bookmark is waived. */
    REPLICA_STALE,
    /** The primary, for what is kept for others. */
    CACHE_FILL
}
