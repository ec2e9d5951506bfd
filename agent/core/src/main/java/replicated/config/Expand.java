// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/**
 * What the host name in a replica's URL stands for. A further constant needs what asks for its servers, in {@code
 * DiscoveryLookups}.
 */
public enum Expand {
    /** Also whatever the driver makes of it. */
    NONE(false, "one server"),
    DNS(true, "each of its addresses is a replica of its own"),
    SRV(false, "each target of its SRV records is");

    private final boolean toAddresses;
    private final String meaning;

    Expand(boolean toAddresses, String meaning) {
        this.toAddresses = toAddresses;
        this.meaning = meaning;
    }

    /**
     * Whether the servers are known by addresses, so that the name has to be kept for what is checked against it.
     *
     * @return {@code false}: by names of their own, or there is but one
     */
    public boolean toAddresses() {
        return toAddresses;
    }

    /** A sentence for each, with the word that the file has for it. */
    static String meanings() {
        StringBuilder sentences = new StringBuilder();
        for (Expand each : values()) {
            sentences.append(Key.word(each)).append(": ").append(each.meaning).append(". ");
        }
        return sentences.toString();
    }
}
