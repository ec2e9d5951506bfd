// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.sql.Driver;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;

/** MariaDB's catalogue. */
class MariaDbCatalogueServersTest extends BinlogCatalogueContract {

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster started() {
        return MariaDbCluster.builder().standbys(0).start();
    }

    @Override
    Driver driver() {
        return new org.mariadb.jdbc.Driver();
    }

    @Override
    Dialect dialect() {
        return Dialects.MARIADB;
    }
}
