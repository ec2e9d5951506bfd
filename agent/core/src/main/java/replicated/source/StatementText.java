// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a driver's prepared statement, parameters left out. JDBC has no method for it, and what {@code toString}
 * gives holds the parameters, which may be long. Stateless.
 */
final class StatementText {

    /** Ways to the text, each a chain of methods and, with a leading {@code #}, fields. */
    private static final List<List<String>> WAYS = List.of(
            // PostgreSQL: PgPreparedStatement, CachedQuery, Query.
            List.of("#preparedQuery", "#query", "getNativeSql"),
            // MySQL Connector/J from 8.0 on.
            List.of("getPreparedSql"),
            List.of("#query", "getOriginalSql"),
            // MariaDB from 3.0 on, SQL Server ("preparedSQL", "userSQL") and jTDS.
            List.of("#sql"),
            List.of("#userSQL"),
            // H2: JdbcPreparedStatement, CommandInterface.
            List.of("#sqlStatement"),
            List.of("#command", "toString"));

    private StatementText() {}

    /**
     * Reads it.
     *
     * @param statement a driver's {@code PreparedStatement}
     * @return null if it cannot be read
     */
    static @Nullable String of(Object statement) {
        for (List<String> way : WAYS) {
            Object found = statement;
            for (String step : way) {
                if (found == null) {
                    break;
                }
                ReflectedObject bean = new ReflectedObject(found);
                found = step.startsWith("#") ? bean.field(step.substring(1)) : bean.call(step);
            }
            if (found instanceof String text) {
                return text;
            }
        }
        return null;
    }
}
