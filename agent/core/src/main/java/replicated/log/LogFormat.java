// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

/** How a line of the log is written. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** A JSON object. */
    JSON
}
