/**
 * Lines for people, and faults of our own. The ground: knows of the agent only the settings of the log. Uses nothing
 * but {@code java.lang} and {@code java.io} before the application's main. Thread-safe; lines are written by whoever
 * has them to say.
 */
@NullMarked
package replicated.log;

import org.jspecify.annotations.NullMarked;
