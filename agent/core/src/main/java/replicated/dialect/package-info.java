/**
 * The databases whose rules are known: how each is probed, and what its driver tells of a session. Knows positions and
 * URLs. No state and no threads: a probe is called on the thread that owns its connection.
 */
package replicated.dialect;
