/**
 * The databases whose rules are known, a folder for each, behind one interface that all else asks:
 * {@link replicated.dialect.Dialect}. {@link replicated.dialect.Dialects} is the list. No state and no threads: a probe
 * is called on the thread that owns its connection.
 */
@NullMarked
package replicated.dialect;

import org.jspecify.annotations.NullMarked;
