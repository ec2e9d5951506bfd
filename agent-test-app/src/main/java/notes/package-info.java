/**
 * A board of notes: an ordinary small web application with servlets, a filter, a connection pool and plain JDBC. It
 * knows one database and nothing of replicas.
 */
package notes;
