// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

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

/** MySQL 8 and later. */
public final class MysqlDialect extends BinlogDialect {

    /**
     * Mostly shown to administrators only. Unseen, they are unknown, and an unknown function does not run on a replica
     * either.
     */
    private static final String LOADED = "SELECT lower(UDF_NAME) FROM performance_schema.user_defined_functions";

    /** Made once it is known that a server is one of this kind. */
    private static final class Rules {

        static final SessionRules SESSION = new MysqlSession();
        static final UrlRules URLS = new MysqlUrls();
        static final CatalogueQueries CATALOGUE = new BinlogCatalogue(LOADED, null);
        static final PrivilegeCheck PRIVILEGES = new BinlogPrivileges("Replica", "REPLICATION CLIENT");
        static final CommitAnswers COMMIT_ANSWERS = new MysqlCommitAnswers();
    }

    @Override
    public String name() {
        return "MYSQL";
    }

    @Override
    public Set<String> urlKinds() {
        return Set.of("mysql");
    }

    /** MySQL's driver calls MariaDB by its own product's name, with a version that tells. */
    @Override
    public boolean isProduct(String product) {
        return product.startsWith("mysql") && !product.contains("mariadb");
    }

    @Override
    public ServerProbe probe() {
        return new MysqlProbe();
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
        return "no position: gtid_mode is not ON. Until then consistency.window is used";
    }
}
