// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds of a database's sessions, and how its drivers tell of them. Stateless. */
public interface SessionRules {

    /** Of a database of which nothing is known: {@link Connection#setReadOnly} is all that is left to try. */
    SessionRules UNKNOWN = new SessionRules() {};

    /**
     * What makes a session refuse writes for as long as it lasts, as far as the database allows. It guards against
     * mistakes, not against intent: on every database the session's user can lift it again
     * ({@code SET TRANSACTION READ WRITE} and its kin), on MySQL and MariaDB temporary tables and the locks of
     * {@code GET_LOCK} stay allowed, and H2 and unknown databases have nothing of the kind. So it is the second lock;
     * the statement inspector is the first and the server's own role the third.
     *
     * @return SQL to run once on each new connection, in auto-commit; empty where there is none
     */
    default List<String> readOnly() {
        return List.of();
    }

    /**
     * The settings that the server keeps for its users: where replicas have a user of their own, sessions there are
     * given those of the application's user.
     *
     * @return to be used once on each new connection, in auto-commit; null where servers keep none
     */
    default @Nullable UserSettings ofAnotherUser() {
        return null;
    }

    /**
     * Whether {@code setReadOnly(true)} leaves nothing in a session that others get next.
     *
     * @param urlParameters of the connection's URL
     * @return {@code false} where it is set for the session
     */
    default boolean readOnlyByTransaction(Map<String, String> urlParameters) {
        return false;
    }

    /**
     * Whether the driver answers {@code DatabaseMetaData.isReadOnly} for the server, and not for the session as the
     * application has set it.
     *
     * @return {@code true}: on a replica the answer says nothing of the primary
     */
    default boolean metaDataTellsOfTheServer() {
        return false;
    }

    /**
     * Where drivers keep the number that the server gave the session at login.
     *
     * @return in the order in which they are tried
     */
    default List<SessionNumber> numbers() {
        return List.of();
    }

    /**
     * What a driver has to be told where each transaction may run in another session: statements that are prepared on
     * the server would be missing in the next one, and be in the way of others in this one.
     *
     * @return properties by name, for whoever has not set them otherwise; empty where the driver's defaults will do
     */
    default Map<String, String> propertiesForPooler() {
        return Map.of();
    }

    /**
     * Properties that leave something in a session that others get next, and what they have to be instead.
     *
     * @return by name, for whoever has set them
     */
    default Map<String, String> overriddenForPooler() {
        return Map.of();
    }

    /**
     * Lets go of what would make {@link Connection#abort} wait for a server that does not answer. Does not throw.
     *
     * @param physical of any driver
     */
    default void beforeAbort(Connection physical) {}

    /**
     * Classes of the drivers that look like streams and locators of a server, and hold all that they will ever tell.
     *
     * @return class names
     */
    default Set<String> valuesInMemory() {
        return Set.of();
    }
}
