/**
 * What holds of databases that are not known: time windows, conservative inspection. Stateless; a probe is called on
 * the thread that owns its connection.
 */
@NullMarked
package replicated.dialect.other;

import org.jspecify.annotations.NullMarked;
