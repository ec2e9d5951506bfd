/** Lines for people and faults of our own. Uses nothing but {@code java.lang} and {@code java.io} before the application's main. */
package replicated.log;
