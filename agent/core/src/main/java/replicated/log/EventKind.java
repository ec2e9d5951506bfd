// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.util.Locale;

/** What an event is about. The codes are a contract: they are labels of metrics and fields of JSON. */
public enum EventKind {
    /** A server serves. */
    UP,
    DOWN,
    LAGGING,
    /** A server does not let the agent in. */
    LOGIN_FAILED,
    /** A server is the primary now, is it no longer, or takes writes and should not. */
    ROLE,
    /** A configuration is in force. */
    CONFIG_READ,
    CONFIG_REFUSED,
    /** {@code mode} has changed. */
    MODE,
    ROUTE_LEARNED,
    ROUTE_TRUSTED,
    ROUTE_FORGOTTEN,
    /** Statements were run again elsewhere. */
    RESCUE,
    /** A data source is routed. */
    ROUTED,
    NOT_ROUTED,
    /** An error of the agent itself. */
    FAULT,
    OTHER;

    /**
     * The code of the contract.
     *
     * @return lower case, with hyphens
     */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
