/**
 * Ways by which applications write beside the connection pool that they read from, as they are met in the wild. They
 * are there for the agent's session checker, and only where the environment asks for them.
 */
package notes.doors;
