/** The hooks in the application's classes, one file each; the only package that imports Byte Buddy. */
package replicated.instrument;
