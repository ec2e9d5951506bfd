// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialect;
import replicated.dialect.text.ServerViews;
import replicated.sql.Names.Name;

/**
 * Whether a text asks a server about itself, as far as that takes names with their schemas. What single words tell is
 * the inspector's.
 */
public final class ServerQuestions {

    /** What follows the function where it asks for a setting of the application's own. */
    private static final Pattern OWN_SETTING = Pattern.compile("\"?\\s*\\(\\s*'\\w+\\.[\\w.]+'");

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
        ServerViews views = dialect.text().serverViews();
        return asksForSettings(views.settingFunction(), sql, names) || asksForSchemas(views, sql, names);
    }

    private static boolean asksForSettings(@Nullable String function, String sql, Names names) {
        if (function == null || !names.words().contains(function)) {
            return false;
        }
        String text = sql.toLowerCase(Locale.ROOT);
        Matcher own = OWN_SETTING.matcher(text);
        for (int at = text.indexOf(function); at >= 0; at = text.indexOf(function, at + 1)) {
            own.region(at + function.length(), text.length());
            if (!own.lookingAt()) {
                return true;
            }
        }
        return false;
    }

    private static boolean asksForSchemas(ServerViews views, String sql, Names names) {
        if (views.schemas().isEmpty()) {
            return false;
        }
        for (Name called : names.called()) {
            if (called.qualifier() != null && views.schemas().contains(called.qualifier())) {
                return true;
            }
        }
        for (Name relation : names.relations()) {
            String schema = relation.qualifier();
            if (schema == null) {
                continue;
            }
            if (views.schemas().contains(schema)) {
                return true;
            }
            if (schema.equals("information_schema") && !isReplicated(views, relation.name(), sql, names)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReplicated(ServerViews views, String view, String sql, Names names) {
        return switch (view) {
            case "tables", "statistics" ->
                !ALL_COLUMNS.matcher(sql).find() && names.words().stream().noneMatch(views.counted()::contains);
            default -> views.replicated().contains(view);
        };
    }
}
