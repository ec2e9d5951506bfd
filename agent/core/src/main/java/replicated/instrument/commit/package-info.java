/**
 * Where containers fix the headers of a response: one file per container, which says what is hooked and reads the
 * container's objects through its public methods. Weaving runs on whichever thread loads a class, the commit itself on
 * the thread that commits the response. Method handles are kept by class in {@link java.lang.ClassValue}, nothing else
 * is.
 */
@NullMarked
package replicated.instrument.commit;

import org.jspecify.annotations.NullMarked;
