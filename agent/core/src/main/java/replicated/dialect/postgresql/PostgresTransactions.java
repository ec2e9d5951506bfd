// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import replicated.dialect.TransactionRules;

/** Transactions of PostgreSQL: all that happens in one is undone with it. */
final class PostgresTransactions implements TransactionRules {

    @Override
    public boolean rollbackRestoresSettings() {
        return true;
    }

    @Override
    public boolean refusedStatementLeavesNothing() {
        return true;
    }

    @Override
    public boolean errorFailsTransaction() {
        return true;
    }

    /** It is the driver that refuses it. */
    @Override
    public boolean refusesReadOnlyInside() {
        return true;
    }
}
