// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** Whose writes a request must at least see. */
public enum WritesOf {
    /** Those of its client. */
    CLIENT,
    /** All that this JVM has committed. */
    NODE
}
