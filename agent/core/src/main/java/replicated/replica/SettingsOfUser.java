// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import replicated.dialect.ErrorRules;
import replicated.dialect.UserSettings;
import replicated.log.Log;

/**
 * Gives the sessions of one replica, which has a user of its own, the settings of the application's user. Thread-safe.
 */
final class SettingsOfUser {

    /** More than any user has of the settings that are taken over. */
    private static final int MAX_TOLD = 64;

    private final String replica;

    /** Settings that the server has refused, as the log says. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param replica its name, for the log */
    SettingsOfUser(String replica) {
        this.replica = replica;
    }

    /**
     * Gives one session what the server keeps for a user. A setting that it does not accept any more is passed over, as
     * the server itself does at that user's login, save the one of names.
     *
     * @param connection in auto-commit, so that a setting which is refused undoes no other
     * @param rules how
     * @param errors of the server's dialect
     * @param user name of the application's user
     * @throws SQLException if the connection is broken, or names would mean other tables than for the user
     */
    void give(Connection connection, UserSettings rules, ErrorRules errors, String user) throws SQLException {
        Map<String, String> settings = settings(connection, rules, user);
        try (PreparedStatement set = connection.prepareStatement(rules.set())) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                set.setString(1, setting.getKey());
                set.setString(2, setting.getValue());
                try {
                    set.execute();
                } catch (SQLException refused) {
                    if (setting.getKey().equals(rules.ofNames()) || errors.connectionGone(refused)) {
                        throw refused;
                    }
                    tell(setting.getKey(), refused);
                }
            }
        }
    }

    private static Map<String, String> settings(Connection connection, UserSettings rules, String user)
            throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(rules.query())) {
            query.setString(1, user);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    settings.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return settings;
    }

    private void tell(String setting, SQLException refused) {
        if (told.size() < MAX_TOLD && told.add(setting)) {
            Log.warn("replica '" + replica + "' does not accept the setting " + setting
                    + " of the application's user, so its sessions are without it: " + HealthLog.line(refused));
        }
    }
}
