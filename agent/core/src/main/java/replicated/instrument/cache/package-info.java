/**
 * Where a cache that many requests share is filled: one file per library. What such a load reads comes from the
 * primary, and what a replica has shown is not put in. Stateless.
 */
package replicated.instrument.cache;
