/** What the operator asked for: the values of the file, its parser, its errors. Knows nothing of the rest. */
package replicated.config;
