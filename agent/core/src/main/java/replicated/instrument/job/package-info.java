/**
 * Work outside of requests that a rule names. The patterns come from the file. No state beyond them, which is final;
 * called on whichever thread loads a class.
 */
@NullMarked
package replicated.instrument.job;

import org.jspecify.annotations.NullMarked;
