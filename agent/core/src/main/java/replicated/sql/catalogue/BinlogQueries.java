package replicated.sql.catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.sql.catalogue.Findings.Defined;

/**
 * MariaDB and MySQL. Their catalogue shows to a user what that user has some privilege for; a view's query only to one who has {@code
 * SHOW VIEW}, and a view whose query is not shown counts as one that does more than read.
 */
final class BinlogQueries implements CatalogueQueries {

    private static final String SYSTEM = "('information_schema', 'performance_schema', 'mysql', 'sys')";

    /**
     * {@code CONTAINS SQL} is what a function is that says nothing of itself, and so proves nothing. With the binary log on, a function has to
     * say more, and the server does not hold it to that: one that uses variables of the session, or locks, is not believed, if its body is
     * shown.
     */
    private static final String ROUTINES = """
            SELECT lower(ROUTINE_NAME), ROUTINE_TYPE, SQL_DATA_ACCESS IN ('READS SQL DATA', 'NO SQL')
                   AND coalesce(ROUTINE_DEFINITION, '') NOT RLIKE '(^|[^@])@[^@]'
                   AND locate('get_lock', lower(coalesce(ROUTINE_DEFINITION, ''))) = 0
              FROM information_schema.ROUTINES
             WHERE ROUTINE_TYPE <> 'PROCEDURE'
            """;

    /** Mostly shown to administrators only. Unseen, they are unknown, and an unknown function does not run on a replica either. */
    private static final String LOADED_IN_MARIADB = "SELECT lower(name) FROM mysql.func";

    private static final String LOADED_IN_MYSQL =
            "SELECT lower(UDF_NAME) FROM performance_schema.user_defined_functions";

    /** The server's own: what is on none of the inspector's lists changes nothing. */
    private static final String OF_MARIADB = "SELECT lower(`FUNCTION`) FROM information_schema.SQL_FUNCTIONS";

    private static final String VIEWS = """
            SELECT lower(TABLE_NAME), VIEW_DEFINITION
              FROM information_schema.VIEWS
             WHERE TABLE_SCHEMA NOT IN %s
            """.formatted(SYSTEM);

    /** What these engines hold is in the memory or the files of one server, or on another one altogether. */
    private static final String NOT_CARRIED = """
            SELECT lower(TABLE_NAME)
              FROM information_schema.TABLES
             WHERE ENGINE IN ('MEMORY', 'BLACKHOLE', 'FEDERATED', 'CONNECT', 'SPIDER', 'SPHINX', 'S3', 'OQGRAPH')
               AND TABLE_SCHEMA NOT IN %s
            """.formatted(SYSTEM);

    private static final String SEQUENCES =
            "SELECT lower(TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_TYPE = 'SEQUENCE'";

    private final boolean mariaDb;

    BinlogQueries(boolean mariaDb) {
        this.mariaDb = mariaDb;
    }

    @Override
    public void ask(Connection connection, Findings findings) throws SQLException {
        CatalogueQueries.rows(connection, findings, "functions", ROUTINES, row -> {
            String name = row.getString(1);
            if (row.getString(2).equals("FUNCTION")) {
                findings.function(name, row.getBoolean(3));
            } else {
                findings.packages.add(name);
            }
        });
        CatalogueQueries.rows(
                connection,
                findings,
                null,
                mariaDb ? LOADED_IN_MARIADB : LOADED_IN_MYSQL,
                row -> findings.function(row.getString(1), false));
        if (mariaDb) {
            CatalogueQueries.rows(
                    connection, findings, null, OF_MARIADB, row -> findings.function(row.getString(1), true));
        }
        CatalogueQueries.rows(
                connection,
                findings,
                "views",
                VIEWS,
                row -> findings.ofRelations.add(new Defined(row.getString(1), row.getString(2))));
        CatalogueQueries.rows(
                connection,
                findings,
                "tables that are not replicated",
                NOT_CARRIED,
                row -> findings.primaryRelations.add(row.getString(1)));
        CatalogueQueries.rows(
                connection, findings, "sequences", SEQUENCES, row -> findings.sequences.add(row.getString(1)));
    }
}
