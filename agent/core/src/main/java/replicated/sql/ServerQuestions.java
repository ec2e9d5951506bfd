package replicated.sql;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.dialect.Dialect;
import replicated.sql.Names.Name;

/** Whether a text asks a server about itself, as far as that takes names with their schemas. What single words tell is the inspector's. */
public final class ServerQuestions {

    private static final Set<String> SCHEMAS = words(ServerWords.BINLOG_SCHEMAS);
    private static final Set<String> REPLICATED = words(ServerWords.BINLOG_REPLICATED);
    private static final Set<String> COUNTED = words(ServerWords.BINLOG_COUNTED);

    private static final String SETTING = "current_setting";

    /** A setting with a dot in its name is the application's own, and set in the session that is asked. */
    private static final Pattern OWN_SETTING = Pattern.compile("current_setting\"?\\s*\\(\\s*'\\w+\\.[\\w.]+'");

    /** Every column, other than those that are counted. */
    private static final Pattern ALL_COLUMNS = Pattern.compile("(?<!\\()\\*|\\*(?!\\s*\\))");

    private ServerQuestions() {}

    /**
     * Whether only the primary has the answer.
     *
     * @param dialect of the server
     * @param sql statement
     * @param names in it
     * @return {@code false} where nothing says so
     */
    public static boolean areIn(Dialect dialect, String sql, Names names) {
        return switch (dialect) {
            case POSTGRESQL -> asksForSettings(sql, names);
            case MYSQL, MARIADB -> asksForSchemas(sql, names);
            case H2, OTHER -> false;
        };
    }

    private static boolean asksForSettings(String sql, Names names) {
        if (!names.words().contains(SETTING)) {
            return false;
        }
        String text = sql.toLowerCase(Locale.ROOT);
        Matcher own = OWN_SETTING.matcher(text);
        int left = 0;
        for (int at = text.indexOf(SETTING); at >= 0; at = text.indexOf(SETTING, at + 1)) {
            left++;
        }
        while (own.find()) {
            left--;
        }
        return left > 0;
    }

    private static boolean asksForSchemas(String sql, Names names) {
        for (Name called : names.called()) {
            if (called.qualifier() != null && SCHEMAS.contains(called.qualifier())) {
                return true;
            }
        }
        for (Name relation : names.relations()) {
            String schema = relation.qualifier();
            if (schema == null) {
                continue;
            }
            if (SCHEMAS.contains(schema)) {
                return true;
            }
            if (schema.equals("information_schema") && !isReplicated(relation.name(), sql, names)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReplicated(String view, String sql, Names names) {
        return switch (view) {
            case "tables", "statistics" ->
                !ALL_COLUMNS.matcher(sql).find() && names.words().stream().noneMatch(COUNTED::contains);
            default -> REPLICATED.contains(view);
        };
    }

    private static Set<String> words(String list) {
        return Set.of(list.strip().split("\\s+", -1));
    }
}
