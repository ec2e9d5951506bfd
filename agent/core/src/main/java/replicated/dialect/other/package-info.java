/** What holds of databases that are not known. */
package replicated.dialect.other;
