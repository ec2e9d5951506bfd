// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

/**
 * What is measured.
 *
 * @param agent path of the packed agent
 * @param application path of the packed test application
 */
record Jars(String agent, String application) {}
