/** Replication positions, and bookmarks as clients carry them: values, codec, signature. No threads. */
package replicated.bookmark;
