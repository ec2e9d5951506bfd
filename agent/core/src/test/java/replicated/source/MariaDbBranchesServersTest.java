// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;

/** Branches of distributed transactions on MariaDB. */
class MariaDbBranchesServersTest extends BranchesContract {

    @Override
    Cluster startServer() {
        assumeTrue(
                MariaDbCluster.availability().isAvailable(),
                MariaDbCluster.availability().reason());
        return MariaDbCluster.builder().standbys(0).start();
    }

    @Override
    DataSource dataSource(String url) throws SQLException {
        return new MariaDbDataSource(url);
    }

    /** On MySQL a user needs {@code XA_RECOVER_ADMIN} for it. */
    @Test
    void toAskForPreparedBranchesSaysNothing() throws SQLException {
        run("XA RECOVER");

        assertThat(heard).isEmpty();
    }
}
