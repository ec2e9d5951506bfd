// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** What the agent does with the application's connections. Live: it may change at any moment. */
public enum Mode {
    /** Reads that may go to a replica go there. */
    ROUTE,
    /** Everything goes to the primary; decisions are computed and reported only. */
    OBSERVE,
    /** The hooks step aside. */
    OFF
}
