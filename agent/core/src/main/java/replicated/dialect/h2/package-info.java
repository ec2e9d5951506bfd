/** H2 and all that is particular to it. */
package replicated.dialect.h2;
