// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.dialect.text.TextRules;

/**
 * One kind of database, with all that is particular to it: each has a folder of its own below this package, and
 * {@link Dialects} knows them all. Whoever needs to know how a database behaves asks a question here and never which
 * database it is, so that a further one needs no change elsewhere. What a dialect does not answer has the answer that
 * is safe for a database of which nothing is known: it goes to the primary. Immutable and thread-safe; compared by
 * identity.
 */
public interface Dialect {

    /**
     * Its name.
     *
     * @return in capital letters, for people
     */
    String name();

    /**
     * The words by which a JDBC URL names it.
     *
     * @return in lower case; as {@link replicated.config.JdbcUrl#subprotocol} tells them
     */
    Set<String> urlKinds();

    /**
     * Whether a server is one of this kind.
     *
     * @param product name and version that the driver tells, with a blank between, in lower case
     * @return {@code true} for at most one dialect
     */
    boolean isProduct(String product);

    /**
     * Whether the drivers of two dialects talk to each other's servers, so that URLs of either may lead to one server.
     *
     * @param other another dialect, or this one
     * @return symmetric
     */
    default boolean sharesServersWith(Dialect other) {
        return this == other;
    }

    /**
     * Whether two answers are of one server, by whatever names it was reached.
     *
     * @param one an answer
     * @param other another one, of about the same time
     * @return {@code false} in doubt
     */
    default boolean isSameServer(ServerSample one, ServerSample other) {
        return !one.server().isEmpty() && one.server().equals(other.server());
    }

    /**
     * The questions for one server.
     *
     * @return a new one
     */
    ServerProbe probe();

    /**
     * The questions for the server that the application writes on: a position told here covers all that any of its
     * connections has committed before, on whichever server of a cluster that was.
     *
     * @return a new one
     */
    default ServerProbe primaryProbe() {
        return probe();
    }

    /**
     * Whether its servers tell how far they are, and which database they serve: without, only time windows hold.
     *
     * @return {@code true} if samples may have a position
     */
    default boolean hasPositions() {
        return false;
    }

    /**
     * Whether two samples are of one server, and of one run of it where that is told.
     *
     * @param server identity in a sample
     * @param other identity in another sample, perhaps of a connection to another address of the server
     * @return {@code false} where servers have no identity
     */
    default boolean isSameServer(String server, String other) {
        return !server.isEmpty() && server.equals(other);
    }

    /**
     * Why a server tells no position.
     *
     * @return a sentence for whoever operates it, with the remedy if there is one
     */
    default String withoutPosition() {
        return "this database has no positions: consistency.window is used, and no lag is known";
    }

    /**
     * What its errors mean.
     *
     * @return never null
     */
    ErrorRules errors();

    /**
     * What its URLs and its drivers' properties mean.
     *
     * @return never null
     */
    default UrlRules urls() {
        return UrlRules.UNKNOWN;
    }

    /**
     * How its sessions are set up and told apart.
     *
     * @return never null
     */
    default SessionRules session() {
        return SessionRules.UNKNOWN;
    }

    /**
     * What its server tells of commits with the answers to them.
     *
     * @return never null; asked before each commit, so it should cost a field read
     */
    default CommitAnswers commitAnswers() {
        return CommitAnswers.NONE;
    }

    /**
     * What its transactions do.
     *
     * @return never null; asked for statements, so it should cost a field read
     */
    default TransactionRules transactions() {
        return TransactionRules.UNKNOWN;
    }

    /**
     * The questions for its catalogue.
     *
     * @return null: it has none that is asked
     */
    default @Nullable CatalogueQueries catalogue() {
        return null;
    }

    /**
     * What is worth knowing of a user's privileges.
     *
     * @return never null
     */
    default PrivilegeCheck privileges() {
        return PrivilegeCheck.NONE;
    }

    /**
     * How the texts of its statements are read.
     *
     * @return never null
     */
    TextRules text();
}
