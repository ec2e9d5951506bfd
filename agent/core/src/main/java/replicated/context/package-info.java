/**
 * Which scope the running code belongs to. Knows nothing of the agent, nor what a scope is made of. Each thread keeps
 * its own record, which only that thread changes; tasks that wait for a thread are kept in a table.
 */
@NullMarked
package replicated.context;

import org.jspecify.annotations.NullMarked;
