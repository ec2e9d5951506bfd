/**
 * H2 and all that is particular to it: no replication, no positions. Stateless; a probe is called on the thread that
 * owns its connection.
 */
@NullMarked
package replicated.dialect.h2;

import org.jspecify.annotations.NullMarked;
