/**
 * What the operator asked for: the table of keys, the parser, its errors, the values. Knows only the log. Values are
 * immutable; the thread {@code replicated-config} reads the files again and tells one listener.
 */
@NullMarked
package replicated.config;

import org.jspecify.annotations.NullMarked;
