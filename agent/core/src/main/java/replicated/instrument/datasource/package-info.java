/**
 * Where applications ask for connections: {@code getConnection()} of every {@code DataSource}. Stateless; called on
 * whichever thread loads a class.
 */
@NullMarked
package replicated.instrument.datasource;

import org.jspecify.annotations.NullMarked;
