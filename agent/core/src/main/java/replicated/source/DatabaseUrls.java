// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import replicated.config.JdbcUrl;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;

/** Compares JDBC URLs by where they lead. Stateless. */
final class DatabaseUrls {

    private DatabaseUrls() {}

    /**
     * Whether two URLs may lead to one database. Host names are aliases of each other as far as anybody can tell, so
     * the name of the database decides; where a statement can name any database of its server, the same server will do.
     *
     * @param one a JDBC URL
     * @param other a JDBC URL
     * @return {@code true} where it cannot be excluded
     */
    static boolean mayBeTheSame(String one, String other) {
        Dialect dialect = Dialects.ofUrl(one);
        if (!dialect.sharesServersWith(Dialects.ofUrl(other))) {
            return false;
        }
        boolean sameName = JdbcUrl.database(one).equals(JdbcUrl.database(other));
        return dialect.urls().statementsReachOtherDatabases()
                ? sameName || JdbcUrl.server(one).equals(JdbcUrl.server(other))
                : sameName && JdbcUrl.subprotocol(one).equals(JdbcUrl.subprotocol(other));
    }
}
