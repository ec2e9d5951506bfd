/** What an operator sees and steers: page, metrics, JMX, report. */
package replicated.status;
