/**
 * What MySQL and MariaDB have in common: both replicate by a binary log. Stateless; called by the folders of the two.
 */
@NullMarked
package replicated.dialect.binlog;

import org.jspecify.annotations.NullMarked;
