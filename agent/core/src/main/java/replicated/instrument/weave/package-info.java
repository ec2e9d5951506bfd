/**
 * How a hook is woven into a method: what a class file says of itself, and the calls that are put before and after a
 * body. Knows no technology, and of the agent only the hooks class. Visitors are for one class file and one thread; all
 * else is immutable.
 */
@NullMarked
package replicated.instrument.weave;

import org.jspecify.annotations.NullMarked;
