/** What the server's catalogue says of functions and tables, and the judgement on a text that follows from it. */
package replicated.sql.catalogue;
