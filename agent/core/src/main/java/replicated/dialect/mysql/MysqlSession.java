// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

import java.util.Set;
import replicated.dialect.binlog.BinlogSession;

/** Sessions of MySQL, and its driver. */
final class MysqlSession extends BinlogSession {

    /** The locators of {@code emulateLocators} have a class of their own. */
    @Override
    public Set<String> valuesInMemory() {
        return Set.of("com.mysql.cj.jdbc.Blob", "com.mysql.cj.jdbc.Clob", "com.mysql.cj.jdbc.NClob");
    }
}
