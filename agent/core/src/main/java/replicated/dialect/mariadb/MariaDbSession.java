// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

import java.sql.Connection;
import java.util.Set;
import replicated.dialect.binlog.BinlogSession;

/** Sessions of MariaDB, and its driver. */
final class MariaDbSession extends BinlogSession {

    @Override
    public boolean metaDataTellsOfTheServer() {
        return true;
    }

    @Override
    public void beforeAbort(Connection physical) {
        MariaDbSocket.close(physical);
    }

    @Override
    public Set<String> valuesInMemory() {
        return Set.of("org.mariadb.jdbc.MariaDbBlob", "org.mariadb.jdbc.MariaDbClob");
    }
}
