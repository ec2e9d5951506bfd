// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import java.util.List;
import replicated.dialect.SessionNumber;
import replicated.dialect.SessionRules;

/** Sessions of MySQL and MariaDB, over either's driver. */
public class BinlogSession implements SessionRules {

    private static final List<SessionNumber> NUMBERS = List.of(
            new SessionNumber("org.mariadb.jdbc.Connection", "getThreadId"),
            new SessionNumber("com.mysql.cj.jdbc.JdbcConnection", "getId"));

    /** Stateless. */
    public BinlogSession() {}

    @Override
    public final List<String> readOnly() {
        return List.of("SET SESSION TRANSACTION READ ONLY");
    }

    @Override
    public final List<SessionNumber> numbers() {
        return NUMBERS;
    }
}
