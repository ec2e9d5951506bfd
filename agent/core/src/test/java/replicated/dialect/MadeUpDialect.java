// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import replicated.dialect.ServerSample.Role;
import replicated.dialect.text.Keyword;
import replicated.dialect.text.StandardWords;
import replicated.dialect.text.Syntax;
import replicated.dialect.text.TextRules;
import replicated.dialect.text.WordList;
import replicated.dialect.text.WordMeaning;

/**
 * A dialect that there is not, with an answer of its own to every question; {@link MadeUpDriver} leads to its servers.
 */
public final class MadeUpDialect implements Dialect {

    /** What its servers answer a write with on a replica. */
    static final int READ_ONLY = 7001;

    /** What they answer before they go away. */
    static final int GOING = 7002;

    static final String LOCK = "MAKE SESSION READ ONLY";

    private static final ErrorRules ERRORS = ErrorRules.standard()
            .codes(Rescue.REFUSED, READ_ONLY)
            .codes(Rescue.CONNECTION, GOING)
            .build();

    private MadeUpDialect() {}

    /**
     * Makes it known.
     *
     * @return to be closed
     */
    public static Known known() {
        MadeUpDialect dialect = new MadeUpDialect();
        Dialects.add(dialect);
        return new Known(dialect);
    }

    /**
     * The dialect for as long as it is known.
     *
     * @param dialect the one
     */
    public record Known(Dialect dialect) implements AutoCloseable {
        @Override
        public void close() {
            Dialects.remove(dialect);
        }
    }

    @Override
    public String name() {
        return "MADEUP";
    }

    @Override
    public Set<String> urlKinds() {
        return Set.of("madeup");
    }

    @Override
    public boolean isProduct(String product) {
        return product.startsWith("made up db");
    }

    @Override
    public ServerProbe probe() {
        return connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT server, position FROM made_up_state")) {
                row.next();
                String server = row.getString(1);
                boolean primary = server.equals("primary");
                long position = row.getLong(2);
                return new ServerSample(
                        primary ? Role.PRIMARY : Role.REPLICA,
                        primary,
                        position == 0 ? null : new MadeUpPosition(position),
                        server,
                        "app",
                        MadeUpDriver.SESSION);
            }
        };
    }

    @Override
    public boolean hasPositions() {
        return true;
    }

    @Override
    public String withoutPosition() {
        return "no position: nobody has made one up";
    }

    @Override
    public ErrorRules errors() {
        return ERRORS;
    }

    @Override
    public UrlRules urls() {
        return new UrlRules() {
            @Override
            public Map<String, String> parameters(String url) {
                Map<String, String> parameters = new LinkedHashMap<>();
                for (String part : url.substring(url.indexOf(';') + 1).split(";", -1)) {
                    int equals = part.indexOf('=');
                    if (equals > 0) {
                        parameters.put(part.substring(0, equals), part.substring(equals + 1));
                    }
                }
                return parameters;
            }

            @Override
            public Set<String> parametersOfThePrimary() {
                return Set.of("wanted");
            }

            @Override
            public Map<String, String> timeouts(boolean inMillis) {
                return Map.of("patience", "2");
            }
        };
    }

    @Override
    public SessionRules session() {
        return new SessionRules() {
            @Override
            public List<String> readOnly() {
                return List.of(LOCK);
            }

            @Override
            public List<SessionNumber> numbers() {
                return List.of(new SessionNumber(MadeUpDriver.Numbered.class.getName(), "sessionNumber"));
            }
        };
    }

    @Override
    public TransactionRules transactions() {
        return new TransactionRules() {
            @Override
            public boolean refusesReadOnlyInside() {
                return true;
            }

            @Override
            public boolean rollbackRestoresSettings() {
                return true;
            }
        };
    }

    @Override
    public CatalogueQueries catalogue() {
        return (connection, findings) -> CatalogueRows.of(
                connection,
                findings,
                "functions",
                "SELECT name, reads FROM made_up_functions",
                row -> findings.function(row.getString(1), row.getBoolean(2)));
    }

    @Override
    public PrivilegeCheck privileges() {
        return MadeUpDialect::privileges;
    }

    private static void privileges(Connection connection, boolean replica, ServerReport report) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT server FROM made_up_state").close();
        }
        report.note("missing privilege: MAKE THINGS UP");
    }

    @Override
    public TextRules text() {
        return new TextRules() {
            @Override
            public int syntax() {
                return Syntax.HASH_COMMENTS | Syntax.BEGIN_OF_TRANSACTION;
            }

            @Override
            public WordList words() {
                return StandardWords.list()
                        .keyword(Keyword.DEFINITION, "conjure")
                        .words(WordMeaning.CALL_PRIMARY, "made_up_lock")
                        .words(WordMeaning.HARMLESS_CALL, StandardWords.HARMLESS + " innocent");
            }
        };
    }

    @Override
    public String toString() {
        return name();
    }
}
