/**
 * Where drivers run statements and commit. Stateless; called on whichever thread loads a class.
 */
@NullMarked
package replicated.instrument.driver;

import org.jspecify.annotations.NullMarked;
