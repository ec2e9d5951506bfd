package benchmarks.macro;

/**
 * What is measured.
 *
 * @param agent path of the packed agent
 * @param application path of the packed test application
 */
record Jars(String agent, String application) {}
