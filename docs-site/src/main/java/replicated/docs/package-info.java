/**
 * The documentation as a site: Markdown of the repository in, pages and an index for the search out. Runs in the build
 * and in nothing else; single-threaded.
 */
package replicated.docs;
