/**
 * How a hook is woven into a method: what a class file says of itself, and what is put before and after a body.
 * Knows no technology.
 */
package replicated.instrument.weave;
