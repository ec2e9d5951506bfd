// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.dialect.CatalogueFindings;
import replicated.dialect.CatalogueQueries;
import replicated.dialect.CatalogueRows;

/** PostgreSQL 13 and later. All of it is shown to every user. */
final class PostgresCatalogue implements CatalogueQueries {

    private static final String OWN = "n.nspname NOT IN ('pg_catalog', 'information_schema')";

    /**
     * Of an aggregate its support functions tell. Of functions of the server only those that are not volatile are told:
     * the inspector has the harmless ones of the others on its list, and a function of the application's own by such a
     * name is graver. A function that hands out a cursor leaves it in its session, to be read there by a later text.
     */
    private static final String FUNCTIONS = """
            SELECT lower(p.proname), bool_or(%s),
                   bool_or(CASE WHEN p.prokind = 'a'
                                THEN EXISTS (SELECT FROM pg_catalog.pg_aggregate a
                                               JOIN pg_catalog.pg_proc s ON s.oid IN (a.aggtransfn, a.aggfinalfn,
                                                    a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
                                              WHERE a.aggfnoid = p.oid AND s.provolatile = 'v')
                                ELSE p.provolatile = 'v'
                                     OR 'pg_catalog.refcursor'::pg_catalog.regtype
                                        = ANY (p.prorettype || coalesce(p.proallargtypes, '{}')) END)
              FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
             WHERE p.prokind <> 'p' AND (%s OR p.prorettype <> 'pg_catalog.internal'::pg_catalog.regtype)
             GROUP BY lower(p.proname)
            """.replace("%s", OWN);

    private static final String OPERATORS = """
            SELECT DISTINCT o.oprname
              FROM pg_catalog.pg_operator o
              JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode
              JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
             WHERE p.provolatile = 'v' AND %s
            """.replace("%s", OWN);

    /** A function of a row can be written as if it were a column; a cast and a check come with the name of the type. */
    private static final String WORDS = """
            SELECT lower(p.proname)
              FROM pg_catalog.pg_proc p
              JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
              JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
             WHERE p.provolatile = 'v' AND p.prokind = 'f' AND p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1
               AND (t.typtype IN ('c', 'p')) AND %s
             UNION
            SELECT lower(t.typname)
              FROM pg_catalog.pg_cast c
              JOIN pg_catalog.pg_proc p ON p.oid = c.castfunc
              JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
              JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
             WHERE p.provolatile = 'v' AND %s
            """.replace("%s", OWN);

    private static final String CHECKS = """
            SELECT lower(t.typname), 'SELECT ' || pg_catalog.pg_get_expr(c.conbin, 0)
              FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_type t ON t.oid = c.contypid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
             WHERE c.contype = 'c' AND %s
            """.replace("%s", OWN);

    private static final String VIEWS = """
            SELECT lower(c.relname), pg_catalog.pg_get_viewdef(c.oid)
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'v' AND %s
            """.replace("%s", OWN);

    private static final String POLICIES = """
            SELECT lower(c.relname), 'SELECT ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid)
              FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
             WHERE c.relrowsecurity AND p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL
            """;

    /**
     * Unlogged tables are not there on a standby, nor are the files of foreign ones; a table is read with all its
     * partitions.
     */
    private static final String NOT_CARRIED = """
            WITH RECURSIVE missing (oid) AS (
                SELECT c.oid FROM pg_catalog.pg_class c
                 WHERE (c.relpersistence = 'u' AND c.relkind IN ('r', 'p')) OR c.relkind = 'f'
                 UNION
                SELECT i.inhparent FROM pg_catalog.pg_inherits i JOIN missing m ON m.oid = i.inhrelid)
            SELECT lower(c.relname) FROM missing m JOIN pg_catalog.pg_class c ON c.oid = m.oid
            """;

    private static final String SEQUENCES = "SELECT lower(relname) FROM pg_catalog.pg_class WHERE relkind = 'S'";

    @Override
    public void ask(Connection connection, CatalogueFindings findings) throws SQLException {
        CatalogueRows.of(connection, findings, "functions", FUNCTIONS, row -> {
            boolean own = row.getBoolean(2);
            boolean isVolatile = row.getBoolean(3);
            if (own || !isVolatile) {
                findings.function(row.getString(1), !isVolatile);
            }
        });
        CatalogueRows.of(connection, findings, "operators", OPERATORS, row -> findings.operator(row.getString(1)));
        CatalogueRows.of(connection, findings, "functions of rows", WORDS, row -> findings.word(row.getString(1)));
        CatalogueRows.of(
                connection, findings, "domains", CHECKS, row -> findings.word(row.getString(1), row.getString(2)));
        CatalogueRows.of(
                connection, findings, "views", VIEWS, row -> relation(findings, row.getString(1), row.getString(2)));
        CatalogueRows.of(
                connection,
                findings,
                "policies",
                POLICIES,
                row -> relation(findings, row.getString(1), row.getString(2)));
        CatalogueRows.of(
                connection,
                findings,
                "unlogged tables",
                NOT_CARRIED,
                row -> findings.primaryRelation(row.getString(1)));
        CatalogueRows.of(connection, findings, "sequences", SEQUENCES, row -> findings.sequence(row.getString(1)));
    }

    /** A view that is dropped meanwhile has no text any more, and nobody reads it. */
    private static void relation(CatalogueFindings findings, String name, String sql) {
        if (sql != null) {
            findings.relation(name, sql);
        }
    }
}
