// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

/** Severity of a log line, the most severe first: the words of the key {@code log.level}. */
public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
