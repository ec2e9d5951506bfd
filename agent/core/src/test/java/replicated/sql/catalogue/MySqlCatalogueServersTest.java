// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.sql.Driver;
import java.sql.SQLException;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** MySql's catalogue. */
class MySqlCatalogueServersTest extends BinlogCatalogueContract {

    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster started() {
        return MySqlCluster.builder().standbys(0).start();
    }

    @Override
    Driver driver() {
        try {
            return new com.mysql.cj.jdbc.Driver();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    Dialect dialect() {
        return Dialects.MYSQL;
    }
}
