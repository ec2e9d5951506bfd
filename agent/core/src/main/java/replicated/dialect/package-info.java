/** The databases whose rules are known: how each is probed, and what its driver tells of a session. Knows no threads. */
package replicated.dialect;
