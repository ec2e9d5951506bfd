/**
 * Where applications ask for connections: {@code getConnection()} of every {@code DataSource}. Stateless; called on
 * whichever thread loads a class.
 */
package replicated.instrument.datasource;
