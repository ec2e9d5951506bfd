/**
 * How the texts of statements are read, in words that dialects share: which syntax and which words there are to choose
 * from. The inspector above reads by them. Values only: no state, no threads.
 */
@NullMarked
package replicated.dialect.text;

import org.jspecify.annotations.NullMarked;
