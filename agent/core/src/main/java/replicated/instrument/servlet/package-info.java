/**
 * Where requests come in and where their work goes to another thread, for both servlet APIs. Stateless; called on
 * whichever thread loads a class.
 */
@NullMarked
package replicated.instrument.servlet;

import org.jspecify.annotations.NullMarked;
