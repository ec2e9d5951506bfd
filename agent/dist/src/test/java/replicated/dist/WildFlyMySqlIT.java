// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

/** On MySQL. */
class WildFlyMySqlIT extends OnWildFly {

    WildFlyMySqlIT() {
        super(OneStandby.MYSQL, "mysql-connector-j", "com.mysql.cj.jdbc.MysqlXADataSource", "-Dapp.port=@@port");
    }
}
