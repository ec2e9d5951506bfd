// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.util.List;
import java.util.Map;
import replicated.dialect.SessionNumber;
import replicated.dialect.SessionRules;
import replicated.dialect.UserSettings;

/** Sessions of PostgreSQL, and its drivers. */
final class PostgresSession implements SessionRules {

    /** Whether {@code setReadOnly} shows at each BEGIN (the default), or is left in the session. */
    private static final String READ_ONLY_MODE = "readOnlyMode";

    /**
     * By the precedence of {@code pg_db_role_setting}: of the user in this database, of the user, of the database, of
     * all; at last, for the path, what is in force, unless that is the session's own user's. What the driver has asked
     * for at the login stays, and what only a superuser may set. {@code $user} is the schema of the other user, or of
     * the role that it takes on at its login: that is its {@code current_user}.
     */
    private static final String SETTINGS = """
            WITH other AS (SELECT asked.name, r.oid FROM (SELECT ?::text) asked(name)
                             LEFT JOIN pg_roles r ON r.rolname = asked.name),
                 kept AS (SELECT split_part(line, '=', 1) AS name, substr(line, strpos(line, '=') + 1) AS value,
                                 setrole, CASE WHEN setrole <> 0 THEN 0 ELSE 2 END
                                          + CASE WHEN setdatabase <> 0 THEN 0 ELSE 1 END AS rank
                            FROM pg_db_role_setting, unnest(setconfig) line
                           WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))),
                 known AS (SELECT name, value, rank FROM kept WHERE setrole IN (0, (SELECT oid FROM other))
                           UNION ALL
                           SELECT 'search_path', CASE WHEN EXISTS (SELECT 1 FROM kept JOIN pg_roles r ON r.oid = setrole
                                                                    WHERE rolname = session_user
                                                                      AND kept.name = 'search_path')
                                                      THEN boot_val ELSE reset_val END, 4
                             FROM pg_settings WHERE name = 'search_path'),
                 chosen AS (SELECT DISTINCT ON (name) name, value FROM known ORDER BY name, rank),
                 self AS (SELECT quote_ident(COALESCE((SELECT r.rolname FROM chosen JOIN pg_roles r ON rolname = value
                                                        WHERE chosen.name = 'role'
                                                          AND pg_has_role(other.oid, r.oid, 'MEMBER')),
                                                      other.name)) AS name FROM other)
            SELECT name, CASE name WHEN 'search_path'
                   THEN array_to_string(ARRAY(SELECT CASE WHEN btrim(part) IN ('$user', '"$user"') THEN self.name
                                                          ELSE part END
                                                FROM self, unnest(string_to_array(value, ','))
                                                           WITH ORDINALITY AS parts(part, place)
                                               ORDER BY place), ',')
                   ELSE value END
              FROM chosen
             WHERE (strpos(name, '.') > 0 OR lower(name) IN ('search_path', 'timezone', 'datestyle', 'intervalstyle',
                       'bytea_output', 'extra_float_digits', 'row_security', 'xmlbinary', 'xmloption', 'lc_monetary',
                       'lc_numeric', 'lc_time', 'array_nulls', 'transform_null_equals', 'default_text_search_config'))
               AND NOT EXISTS (SELECT 1 FROM pg_settings s WHERE lower(s.name) = lower(chosen.name)
                                                             AND (s.source = 'client' OR s.context <> 'user'))
            """;

    private static final UserSettings OF_ANOTHER_USER =
            new UserSettings(SETTINGS, "SELECT set_config(?, ?, false)", "search_path");

    private static final List<SessionNumber> NUMBERS = List.of(
            new SessionNumber("org.postgresql.PGConnection", "getBackendPID"),
            new SessionNumber("com.edb.PGConnection", "getBackendPID"));

    @Override
    public List<String> readOnly() {
        return List.of("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
    }

    @Override
    public UserSettings ofAnotherUser() {
        return OF_ANOTHER_USER;
    }

    @Override
    public boolean readOnlyByTransaction(Map<String, String> urlParameters) {
        return !urlParameters.containsKey(READ_ONLY_MODE);
    }

    @Override
    public List<SessionNumber> numbers() {
        return NUMBERS;
    }

    @Override
    public Map<String, String> propertiesForPooler() {
        return Map.of("prepareThreshold", "0");
    }

    @Override
    public Map<String, String> overriddenForPooler() {
        return Map.of(READ_ONLY_MODE, "transaction");
    }
}
