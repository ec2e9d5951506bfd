// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

/** How much is remembered of routes. */
final class RouteLimits {

    /** So many routes are kept of a kind; a client that makes up paths cannot grow the memory further. */
    static final int MAX_ROUTES = 10_000;

    private RouteLimits() {}
}
