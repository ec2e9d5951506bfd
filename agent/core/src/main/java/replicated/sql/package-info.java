/**
 * What a statement's text says about where it may run. Reads characters only: no connection, no I/O. Knows the dialects
 * and the kinds of {@code route}. Runs on the application's threads: a reader or lexer is for one text and one thread,
 * verdicts are immutable, and the cache of them is shared without a lock.
 */
@NullMarked
package replicated.sql;

import org.jspecify.annotations.NullMarked;
