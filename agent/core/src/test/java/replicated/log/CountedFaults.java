// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

/** Faults are counted for the whole JVM, in which other tests make some on purpose. */
public final class CountedFaults {

    private CountedFaults() {}

    /** For tests of what is said where there is none. */
    public static void forget() {
        Faults.forget();
    }
}
