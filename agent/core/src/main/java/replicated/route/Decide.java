// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/** The routing decision: a pure function of facts. It allocates nothing, reads no clock and knows no thread. */
public final class Decide {

    private Decide() {}

    /**
     * Where a statement of a connection goes, before any replica was looked at.
     *
     * <p>The order is that of usefulness to a reader of the reason: what the scope is comes before what the statement
     * is, because the former would have sent any statement to the primary.
     *
     * @param intent what the scope is expected to do
     * @param kind the inspector's verdict on the statement
     * @param hasWritten whether the scope has written to this database
     * @param transaction what the transaction that runs, or would begin, has against replicas
     * @param trust what is known of the route; that nothing is known yet counts only where nobody but the verb says
     *     that it reads
     * @return a replica with the intent's reason, or the primary with the first reason that stands against a replica
     */
    public static Decision statement(
            Intent intent, StatementKind kind, boolean hasWritten, TransactionDemand transaction, RouteTrust trust) {
        if (!intent.read()) {
            return Decision.primary(intent.reason());
        }
        if (transaction == TransactionDemand.MANAGED) {
            return Decision.primary(Reason.MANAGED_TRANSACTION);
        }
        if (transaction == TransactionDemand.STRICT_CACHE_FILL) {
            return Decision.primary(Reason.CACHE_FILL);
        }
        if (hasWritten) {
            return Decision.primary(Reason.WROTE_EARLIER);
        }
        Reason against = kind.against();
        if (against != null) {
            return Decision.primary(against);
        }
        if (transaction == TransactionDemand.SERIALIZABLE) {
            return Decision.primary(Reason.ISOLATION);
        }
        if (trust == RouteTrust.WRITER) {
            return Decision.primary(Reason.LEARNED_WRITER);
        }
        if (trust == RouteTrust.UNTRUSTED && intent.reason() == Reason.READ_METHOD) {
            return Decision.primary(Reason.UNTRUSTED_ROUTE);
        }
        if (trust == RouteTrust.NOT_IN_SHARE && intent.reason() == Reason.READ_METHOD) {
            return Decision.primary(Reason.NOT_IN_SHARE);
        }
        return Decision.replica(intent.reason());
    }
}
