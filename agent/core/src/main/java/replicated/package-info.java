/**
 * The wiring: what is started, in which order, and which hook leads where. The only package that knows all others, and
 * known by none. {@link replicated.Agent} starts on the thread that enters the JVM's premain or agentmain; a change of
 * the file or of the mode is put into force under its lock.
 */
@NullMarked
package replicated;

import org.jspecify.annotations.NullMarked;
