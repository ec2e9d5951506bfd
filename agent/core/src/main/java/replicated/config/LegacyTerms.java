// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** The older words for primary and replica, accepted wherever an operator types. */
final class LegacyTerms {

    private LegacyTerms() {}

    /** A key or word in our terms: {@code auto-read-on-slave} is {@code auto-read-on-replica}. */
    static String ours(String typed) {
        return typed.replace("slave", "replica").replace("master", "primary");
    }

    /** The same with the older words; the key or word itself where it has none. */
    static String older(String ours) {
        return ours.replace("replica", "slave").replace("primary", "master");
    }
}
