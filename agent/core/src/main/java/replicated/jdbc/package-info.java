/**
 * What the application holds in its hands: the routed connection, its statements and rows. Knows the verdicts of
 * {@code sql}, the decision of {@code route}, the replicas, and the scope through {@link replicated.jdbc.RoutingScope}
 * and {@link replicated.jdbc.ScopedDatabase}. A connection is used by one thread at a time, mostly;
 * {@code docs/connection.md} says who owns which field, and which races are benign. What all connections share is in
 * {@link replicated.jdbc.RoutedConnectionFactory}, thread-safe.
 */
@NullMarked
package replicated.jdbc;

import org.jspecify.annotations.NullMarked;
