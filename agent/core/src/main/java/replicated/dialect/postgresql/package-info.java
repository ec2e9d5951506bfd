/**
 * PostgreSQL and all that is particular to it: probe, errors, session, URL, catalogue, privileges. Stateless; a probe
 * is called on the thread that owns its connection.
 */
@NullMarked
package replicated.dialect.postgresql;

import org.jspecify.annotations.NullMarked;
