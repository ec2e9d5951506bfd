/**
 * Where the JDK itself hands work from one thread to another. Stateless; called on whichever thread loads a class, and
 * for classes that are loaded already on the one that starts the agent.
 */
@NullMarked
package replicated.instrument.executor;

import org.jspecify.annotations.NullMarked;
