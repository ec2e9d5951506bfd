/**
 * Where drivers run statements and commit. Stateless; called on whichever thread loads a class.
 */
package replicated.instrument.driver;
