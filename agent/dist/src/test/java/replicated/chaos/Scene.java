// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.time.Duration;

/**
 * Something that happens to servers, networks or JVMs while clients work. When it has played, everything is in order
 * again.
 *
 * @param name for the report
 * @param play plays it
 */
record Scene(String name, Play play) {

    interface Play {
        Timing play() throws Exception;
    }

    /**
     * How fast the agents saw what happened.
     *
     * @param out from the fault until the replica took no more traffic; null where it may go on
     * @param back from the remedy until it served again; null where it was not gone
     */
    record Timing(Duration out, Duration back) {
        static final Timing NONE = new Timing(null, null);
    }
}
