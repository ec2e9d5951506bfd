/** Methods that say themselves where their statements belong. */
package replicated.instrument.annotation;
