// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mysql.cj.jdbc.MysqlDataSource;
import javax.sql.DataSource;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** Branches of distributed transactions on MySQL. */
class MySqlBranchesServersTest extends BranchesContract {

    @Override
    Cluster startServer() {
        assumeTrue(
                MySqlCluster.availability().isAvailable(),
                MySqlCluster.availability().reason());
        return MySqlCluster.builder().standbys(0).start();
    }

    @Override
    DataSource dataSource(String url) {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(url);
        return source;
    }
}
