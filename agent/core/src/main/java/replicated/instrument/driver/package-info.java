/** Where drivers run statements and commit. */
package replicated.instrument.driver;
