/** MariaDB and all that is particular to it. */
package replicated.dialect.mariadb;
