// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

/** On PostgreSQL. */
class WildFlyIT extends OnWildFly {

    WildFlyIT() {
        super(OneStandby.POSTGRESQL, "postgresql-", "org.postgresql.xa.PGXADataSource", "");
    }
}
