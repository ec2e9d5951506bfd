// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

/** What the host name in a replica's URL stands for. */
public enum Expand {
    /** One server, or whatever the driver makes of it. */
    NONE(false),
    /** Each of its addresses is a replica of its own. */
    DNS(true),
    /** Each target of its SRV records is a replica of its own. */
    SRV(false);

    private final boolean toAddresses;

    Expand(boolean toAddresses) {
        this.toAddresses = toAddresses;
    }

    /**
     * Whether the servers are known by addresses, so that the name has to be kept for what is checked against it.
     *
     * @return {@code false}: by names of their own, or there is but one
     */
    public boolean toAddresses() {
        return toAddresses;
    }
}
