// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.util.List;
import java.util.Map;
import replicated.dialect.SessionNumber;
import replicated.dialect.SessionRules;

/** Sessions of PostgreSQL, and its drivers. */
final class PostgresSession implements SessionRules {

    /** Whether {@code setReadOnly} shows at each BEGIN (the default), or is left in the session. */
    private static final String READ_ONLY_MODE = "readOnlyMode";

    /**
     * By the precedence of {@code pg_db_role_setting}: of the user in this database, of the user, of the database; at
     * last, for the path, what is in force. What the driver has asked for at the login stays, and what only a superuser
     * may set. {@code $user} is the
     * other user's schema.
     */
    private static final String SETTINGS_OF = """
            SELECT set_config(name, CASE name WHEN 'search_path'
                       THEN regexp_replace(value, '"?\\$user"?', quote_ident('%1$s'), 'g') ELSE value END, false)
              FROM (SELECT DISTINCT ON (name) name, value
                      FROM (SELECT split_part(kept, '=', 1), substr(kept, strpos(kept, '=') + 1), setrole, setdatabase
                              FROM pg_db_role_setting, unnest(setconfig) kept
                             WHERE setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = '%1$s'))
                               AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                            UNION ALL
                            SELECT 'search_path', reset_val, 0, 0 FROM pg_settings WHERE name = 'search_path')
                           AS known(name, value, setrole, setdatabase)
                     ORDER BY name, setrole = 0, setdatabase = 0) chosen
             WHERE (strpos(name, '.') > 0 OR lower(name) IN ('search_path', 'timezone', 'datestyle', 'intervalstyle',
                       'bytea_output', 'extra_float_digits', 'row_security', 'xmlbinary', 'xmloption', 'lc_monetary',
                       'lc_numeric', 'lc_time', 'array_nulls', 'transform_null_equals', 'default_text_search_config'))
               AND NOT EXISTS (SELECT 1 FROM pg_settings s WHERE lower(s.name) = lower(chosen.name)
                                                             AND (s.source = 'client' OR s.context <> 'user'))
            """;

    private static final List<SessionNumber> NUMBERS = List.of(
            new SessionNumber("org.postgresql.PGConnection", "getBackendPID"),
            new SessionNumber("com.edb.PGConnection", "getBackendPID"));

    @Override
    public List<String> readOnly() {
        return List.of("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
    }

    @Override
    public List<String> settingsOf(String user) {
        return List.of(SETTINGS_OF.formatted(user.replace("'", "''")));
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
