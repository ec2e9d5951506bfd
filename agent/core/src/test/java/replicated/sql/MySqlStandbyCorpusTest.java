// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** MySQL's read-only replica agrees with the corpus of MySQL and MariaDB. */
class MySqlStandbyCorpusTest extends BinlogStandbyCorpusContract {

    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster startCluster() {
        return MySqlCluster.builder()
                .setting("log_bin_trust_function_creators", "1")
                .start();
    }

    @Override
    Dialect dialect() {
        return Dialects.MYSQL;
    }
}
