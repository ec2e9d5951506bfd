// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

/**
 * How a session is given the settings that the server keeps for another user, as far as they decide which tables names
 * mean and how values read.
 *
 * @param query asked of the server; its one parameter is the other user's name, its rows are names and values of
 *     settings
 * @param set gives the session one of them; its two parameters are name and value
 * @param ofNames the setting without which names mean other tables; the others may be refused, as the server itself
 *     does no more than warn at the login of the other user
 */
public record UserSettings(String query, String set, String ofNames) {}
