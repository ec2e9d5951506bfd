// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

/** On MariaDB. */
class WildFlyMariaDbIT extends OnWildFly {

    WildFlyMariaDbIT() {
        super(OneStandby.MARIADB, "mariadb-java-client", "org.mariadb.jdbc.MariaDbDataSource", "-Dapp.port=@@port");
    }
}
