/** What a statement's text says about where it may run. Reads characters only: no connection, no threads, no I/O. */
package replicated.sql;
