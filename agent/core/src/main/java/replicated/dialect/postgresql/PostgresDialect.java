// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import replicated.bookmark.Position;
import replicated.dialect.CatalogueQueries;
import replicated.dialect.Dialect;
import replicated.dialect.ErrorRules;
import replicated.dialect.PrivilegeCheck;
import replicated.dialect.Rescue;
import replicated.dialect.ServerProbe;
import replicated.dialect.ServerSample;
import replicated.dialect.SessionRules;
import replicated.dialect.TransactionRules;
import replicated.dialect.UrlRules;
import replicated.dialect.text.TextRules;

/** PostgreSQL 13 and later. */
public final class PostgresDialect implements Dialect {

    /** Made with the first error. */
    private static final class Errors {

        static final ErrorRules LIST = errors(ErrorRules.standard())
                .states(Rescue.ABSENT, "55000")
                // What recovery does not offer. The driver's own "not implemented" is of the type excluded.
                .further(error ->
                        "0A000".equals(error.getSQLState()) && !(error instanceof SQLFeatureNotSupportedException)
                                ? Rescue.ABSENT
                                : null)
                .loginRefused(PostgresDialect::refusesLogin)
                .build();
    }

    /** Made once it is known that a server is of this kind. */
    private static final class Rules {

        static final SessionRules SESSION = new PostgresSession();
        static final UrlRules URLS = new PostgresUrls();
        static final TransactionRules TRANSACTIONS = new PostgresTransactions();
        static final CatalogueQueries CATALOGUE = new PostgresCatalogue();
        static final TextRules TEXT = new PostgresText();
        static final PrivilegeCheck PRIVILEGES = new PostgresPrivileges();
    }

    /**
     * Of a login: no privilege to connect to the database; the driver's own, where a password is asked for and it has
     * none. PgBouncer has one SQLSTATE for all it says.
     */
    private static boolean refusesLogin(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.equals("42501")
                || state.equals("08004")
                || (state.equals("08P01") && String.valueOf(error.getMessage()).contains("authentication failed"));
    }

    /**
     * Adds the SQLSTATEs that no other database uses for anything else (manual, appendix A; {@code standby.c}), so that
     * a database that is made of PostgreSQL, and not known as such, is understood by them.
     *
     * @param list to add to
     * @return the list
     */
    public static ErrorRules.Builder errors(ErrorRules.Builder list) {
        return list.states(Rescue.CONFLICT, "40P01")
                // Admin shutdown, crash shutdown, cannot connect now, database dropped.
                .states(Rescue.CONNECTION, "57P01", "57P02", "57P03", "57P04")
                // Time-outs of an idle session, of an idle transaction, and of a transaction (from PostgreSQL 17 on).
                .endOfSession("57P05", "25P03")
                .limitOfTransaction("25P04")
                .states(Rescue.ABSENT, "42P01", "42703", "42704", "42883", "3F000", "42501");
    }

    @Override
    public String name() {
        return "POSTGRESQL";
    }

    @Override
    public Set<String> urlKinds() {
        return Set.of("postgresql");
    }

    @Override
    public boolean isProduct(String product) {
        return product.startsWith("postgresql") || product.startsWith("enterprisedb");
    }

    /** By when it was started, and by what data it has: its address is another one by each of its names. */
    @Override
    public boolean isSameServer(ServerSample one, ServerSample other) {
        String started = one.server().substring(one.server().indexOf('/') + 1);
        return !started.isEmpty()
                && started.equals(other.server().substring(other.server().indexOf('/') + 1))
                && (one.position() == null
                        || other.position() == null
                        || one.position().covers(other.position()) != Position.Reached.INCOMPARABLE);
    }

    @Override
    public ServerProbe probe() {
        return new PostgresProbe();
    }

    @Override
    public boolean hasPositions() {
        return true;
    }

    /**
     * The address differs with the way to it; two servers that began in the same microsecond at the same port do not.
     */
    @Override
    public boolean isSameServer(String server, String other) {
        return !server.isEmpty() && PostgresProbe.portAndStart(server).equals(PostgresProbe.portAndStart(other));
    }

    @Override
    public String withoutPosition() {
        return "no position can be read: let the user execute pg_control_system, pg_control_checkpoint and"
                + " pg_control_recovery. Until then consistency.window is used";
    }

    @Override
    public ErrorRules errors() {
        return Errors.LIST;
    }

    @Override
    public UrlRules urls() {
        return Rules.URLS;
    }

    @Override
    public SessionRules session() {
        return Rules.SESSION;
    }

    @Override
    public TransactionRules transactions() {
        return Rules.TRANSACTIONS;
    }

    @Override
    public CatalogueQueries catalogue() {
        return Rules.CATALOGUE;
    }

    @Override
    public PrivilegeCheck privileges() {
        return Rules.PRIVILEGES;
    }

    @Override
    public TextRules text() {
        return Rules.TEXT;
    }

    @Override
    public String toString() {
        return name();
    }
}
