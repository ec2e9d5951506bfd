/** Where applications ask for connections. */
package replicated.instrument.datasource;
