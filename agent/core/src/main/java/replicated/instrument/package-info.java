/**
 * The hooks in the application's classes: a folder per technology, a file per place that is hooked. The only package
 * that imports Byte Buddy. Of the agent it knows the log alone: what a hook leads to is given to
 * {@link replicated.instrument.AgentHooks} and {@link replicated.instrument.AgentTaskHooks}. Class files are changed on
 * whichever thread loads a class; the instrumentations are one volatile list, replaced as a whole when annotation names
 * change.
 */
@NullMarked
package replicated.instrument;

import org.jspecify.annotations.NullMarked;
