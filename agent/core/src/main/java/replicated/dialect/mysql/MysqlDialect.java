// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

import java.util.Set;
import replicated.dialect.CommitAnswers;
import replicated.dialect.ServerProbe;
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

    private final CommitAnswers commitAnswers = new MysqlCommitAnswers();

    /** The one there is, in {@link replicated.dialect.Dialects}. */
    public MysqlDialect() {
        super(
                new MysqlSession(),
                new MysqlUrls(),
                new BinlogCatalogue(LOADED, null),
                new BinlogPrivileges("Replica", "REPLICATION CLIENT"));
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
    public CommitAnswers commitAnswers() {
        return commitAnswers;
    }

    @Override
    public String withoutPosition() {
        return "no position: gtid_mode is not ON. Until then consistency.window is used";
    }
}
