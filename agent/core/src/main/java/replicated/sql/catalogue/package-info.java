/**
 * What the server's catalogue says of functions and tables, and the judgement on a text that follows from it. Knows the
 * inspector of {@code sql} and how to ask the primary ({@code replica}). The threads of errands read the catalogue and
 * publish a new immutable judge; statements judge by the one in force.
 */
@NullMarked
package replicated.sql.catalogue;

import org.jspecify.annotations.NullMarked;
