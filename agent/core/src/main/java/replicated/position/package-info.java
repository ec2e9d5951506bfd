/** Replication positions, bookmarks and the SQL of each database: values only, no threads. */
package replicated.position;
