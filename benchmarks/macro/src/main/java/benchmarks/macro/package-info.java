/** Macro benchmarks: the test application with the packed agent, over HTTP, on real PostgreSQL standbys. */
package benchmarks.macro;
