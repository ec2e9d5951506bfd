/** What the application holds in its hands: the routed connection, its statements, the statement inspector, data source identity. */
package replicated.jdbc;
