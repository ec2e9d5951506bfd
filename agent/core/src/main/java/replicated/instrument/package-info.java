/**
 * The hooks in the application's classes: a folder per technology, a file per place that is hooked. The only package that imports Byte
 * Buddy.
 */
package replicated.instrument;
