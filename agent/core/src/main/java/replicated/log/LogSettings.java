// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

/**
 * The {@code log} block of the configuration. Immutable.
 *
 * @param level least severe level that is written
 * @param file empty: stderr
 * @param format of its lines
 */
public record LogSettings(Level level, String file, LogFormat format) {}
