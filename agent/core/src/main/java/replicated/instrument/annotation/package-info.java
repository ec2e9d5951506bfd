/**
 * Methods that say themselves where their statements belong. The names of the annotations come from the file. No state
 * beyond them, which is final; called on whichever thread loads a class.
 */
@NullMarked
package replicated.instrument.annotation;

import org.jspecify.annotations.NullMarked;
