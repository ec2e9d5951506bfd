/** What MySQL and MariaDB have in common. */
package replicated.dialect.binlog;
