/**
 * The databases whose rules are known, a folder for each, behind one interface that all else asks: {@link replicated.dialect.Dialect}.
 * {@link replicated.dialect.Dialects} is the list. Knows no threads.
 */
package replicated.dialect;
