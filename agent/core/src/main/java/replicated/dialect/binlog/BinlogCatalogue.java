// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.dialect.CatalogueFindings;
import replicated.dialect.CatalogueQueries;
import replicated.dialect.CatalogueRows;

/**
 * MariaDB and MySQL. Their catalogue shows to a user what that user has some privilege for; a view's query only to one
 * who has {@code SHOW VIEW}, and a view whose query is not shown counts as one that does more than read.
 */
public final class BinlogCatalogue implements CatalogueQueries {

    private static final String SYSTEM = "('information_schema', 'performance_schema', 'mysql', 'sys')";

    /**
     * {@code CONTAINS SQL} is what a function is that says nothing of itself, and so proves nothing. With the binary
     * log on, a function has to say more, and the server does not hold it to that: one that uses variables of the
     * session, or locks, is not believed, if its body is shown.
     */
    private static final String ROUTINES = """
            SELECT lower(ROUTINE_NAME), ROUTINE_TYPE, SQL_DATA_ACCESS IN ('READS SQL DATA', 'NO SQL')
                   AND coalesce(ROUTINE_DEFINITION, '') NOT RLIKE '(^|[^@])@[^@]'
                   AND locate('get_lock', lower(coalesce(ROUTINE_DEFINITION, ''))) = 0
              FROM information_schema.ROUTINES
             WHERE ROUTINE_TYPE <> 'PROCEDURE'
            """;

    private static final String VIEWS = """
            SELECT lower(TABLE_NAME), VIEW_DEFINITION
              FROM information_schema.VIEWS
             WHERE TABLE_SCHEMA NOT IN %s
            """.replace("%s", SYSTEM);

    /** What these engines hold is in the memory or the files of one server, or on another one altogether. */
    private static final String NOT_CARRIED = """
            SELECT lower(TABLE_NAME)
              FROM information_schema.TABLES
             WHERE ENGINE IN ('MEMORY', 'BLACKHOLE', 'FEDERATED', 'CONNECT', 'SPIDER', 'SPHINX', 'S3', 'OQGRAPH')
               AND TABLE_SCHEMA NOT IN %s
            """.replace("%s", SYSTEM);

    private static final String SEQUENCES =
            "SELECT lower(TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_TYPE = 'SEQUENCE'";

    private final String loaded;
    private final @Nullable String own;

    /**
     * Those of one server.
     *
     * @param loaded asks for the names of functions that were loaded into the server
     * @param own asks for the names of the server's own; null: it does not tell them
     */
    public BinlogCatalogue(String loaded, @Nullable String own) {
        this.loaded = loaded;
        this.own = own;
    }

    @Override
    public void ask(Connection connection, CatalogueFindings findings) throws SQLException {
        CatalogueRows.of(connection, findings, "functions", ROUTINES, row -> {
            String name = row.getString(1);
            if (row.getString(2).equals("FUNCTION")) {
                findings.function(name, row.getBoolean(3));
            } else {
                findings.packageOfFunctions(name);
            }
        });
        CatalogueRows.of(connection, findings, null, loaded, row -> findings.function(row.getString(1), false));
        if (own != null) {
            CatalogueRows.of(connection, findings, null, own, row -> findings.function(row.getString(1), true));
        }
        CatalogueRows.of(
                connection, findings, "views", VIEWS, row -> findings.relation(row.getString(1), row.getString(2)));
        CatalogueRows.of(
                connection,
                findings,
                "tables that are not replicated",
                NOT_CARRIED,
                row -> findings.primaryRelation(row.getString(1)));
        CatalogueRows.of(connection, findings, "sequences", SEQUENCES, row -> findings.sequence(row.getString(1)));
    }
}
