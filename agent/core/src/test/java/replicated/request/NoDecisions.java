// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

/** Hears of nothing but what a test lets it hear. */
class NoDecisions implements Decisions {

    @Override
    public OfRoute ofRoute(String route) {
        return NONE.ofRoute(route);
    }

    @Override
    public void moved(String database, String route) {}
}
