// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

import java.util.Set;
import replicated.dialect.CatalogueQueries;
import replicated.dialect.CommitAnswers;
import replicated.dialect.PrivilegeCheck;
import replicated.dialect.ServerProbe;
import replicated.dialect.SessionRules;
import replicated.dialect.UrlRules;
import replicated.dialect.binlog.BinlogCatalogue;
import replicated.dialect.binlog.BinlogDialect;
import replicated.dialect.binlog.BinlogPrivileges;
import replicated.dialect.binlog.BinlogUrls;

/** MariaDB 10.6 and later. */
public final class MariaDbDialect extends BinlogDialect {

    /**
     * Mostly shown to administrators only. Unseen, they are unknown, and an unknown function does not run on a replica
     * either.
     */
    private static final String LOADED = "SELECT lower(name) FROM mysql.func";

    /** The server's own: what is on none of the inspector's lists changes nothing. */
    private static final String OWN = "SELECT lower(`FUNCTION`) FROM information_schema.SQL_FUNCTIONS";

    // To abort a busy connection MariaDB's driver first opens another one, and waits for it this long.
    private static final String CONNECT_MILLIS = "500";

    /** Made once it is known that a server is one of this kind. */
    private static final class Rules {

        static final SessionRules SESSION = new MariaDbSession();
        static final UrlRules URLS = new BinlogUrls(CONNECT_MILLIS);
        static final CatalogueQueries CATALOGUE = new BinlogCatalogue(LOADED, OWN);
        static final PrivilegeCheck PRIVILEGES = new BinlogPrivileges("Slave", "REPLICA MONITOR");
        static final CommitAnswers COMMIT_ANSWERS = new MariaDbCommitAnswers();
    }

    @Override
    public String name() {
        return "MARIADB";
    }

    @Override
    public Set<String> urlKinds() {
        return Set.of("mariadb");
    }

    @Override
    public boolean isProduct(String product) {
        return product.contains("mariadb");
    }

    @Override
    public ServerProbe probe() {
        return new MariaDbProbe(false);
    }

    @Override
    public ServerProbe primaryProbe() {
        return new MariaDbProbe(true);
    }

    @Override
    public SessionRules session() {
        return Rules.SESSION;
    }

    @Override
    public UrlRules urls() {
        return Rules.URLS;
    }

    @Override
    public CatalogueQueries catalogue() {
        return Rules.CATALOGUE;
    }

    @Override
    public PrivilegeCheck privileges() {
        return Rules.PRIVILEGES;
    }

    @Override
    public CommitAnswers commitAnswers() {
        return Rules.COMMIT_ANSWERS;
    }

    @Override
    public String withoutPosition() {
        return "no position: nothing was replicated by GTID yet (master_use_gtid=slave_pos)";
    }
}
