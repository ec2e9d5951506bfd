// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

/** What a database's transactions do. Stateless. */
public interface TransactionRules {

    /** Of a database of which nothing is known. */
    TransactionRules UNKNOWN = new TransactionRules() {};

    /**
     * Whether a rollback, to a savepoint too, takes back all that was done since, settings included: elsewhere some
     * statements commit on their own, and settings stay.
     *
     * @return {@code false} in doubt
     */
    default boolean rollbackRestoresSettings() {
        return false;
    }

    /**
     * Whether a single statement that the server refuses in auto-commit leaves nothing: elsewhere rows may be left.
     *
     * @return {@code false} in doubt
     */
    default boolean refusedStatementLeavesNothing() {
        return false;
    }

    /**
     * Whether a transaction in which a statement has failed takes nothing but its end, or a rollback to a savepoint.
     *
     * @return {@code false} where it goes on
     */
    default boolean errorFailsTransaction() {
        return false;
    }

    /**
     * Whether {@code setReadOnly} is an error inside a transaction.
     *
     * @return {@code false} where it is taken, and holds from the next transaction on
     */
    default boolean refusesReadOnlyInside() {
        return false;
    }
}
