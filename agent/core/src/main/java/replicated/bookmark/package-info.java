/**
 * Replication positions, and bookmarks as clients carry them: values, codec, signature, cookie. Of the agent it knows
 * how secrets are kept. Values are immutable and the codec is thread-safe; no threads, no I/O.
 */
@NullMarked
package replicated.bookmark;

import org.jspecify.annotations.NullMarked;
