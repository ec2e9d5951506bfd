// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;

/** MariaDB's read-only replica agrees with the corpus of MySQL and MariaDB. */
class MariaDbStandbyCorpusTest extends BinlogStandbyCorpusContract {

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster startCluster() {
        return MariaDbCluster.builder()
                .setting("log_bin_trust_function_creators", "1")
                .start();
    }

    @Override
    Dialect dialect() {
        return Dialects.MARIADB;
    }
}
