/**
 * Where a cache that many requests share is filled: one file per library. What such a load reads comes from the
 * primary, and what a replica has shown is not put in. Stateless.
 */
@NullMarked
package replicated.instrument.cache;

import org.jspecify.annotations.NullMarked;
