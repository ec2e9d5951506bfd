/**
 * The way in, on the application's class path: premain, command line, and the loader that hides all else. Uses nothing
 * but {@code java.lang}, {@code java.io}, {@code java.net} and {@code java.util}: the application's own choice of log
 * manager, MBean server and file systems must still be open when its main starts.
 */
package replicated.bootstrap;
