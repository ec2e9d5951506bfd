/** Where requests come in and where their work goes to another thread. */
package replicated.instrument.servlet;
