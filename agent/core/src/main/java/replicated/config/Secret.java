// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/**
 * A value that must not be seen in logs, status pages or error texts. Immutable.
 *
 * @param value the secret itself, never null; empty where none was given
 */
public record Secret(String value) {

    /** The absent secret. */
    public static final Secret NONE = new Secret("");

    /**
     * Whether there is one.
     *
     * @return {@code true} if the value is not empty
     */
    public boolean present() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return present() ? "***" : "";
    }
}
