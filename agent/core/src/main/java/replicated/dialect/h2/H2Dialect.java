// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.h2;

import java.util.Set;
import replicated.dialect.Dialect;
import replicated.dialect.ErrorRules;
import replicated.dialect.Rescue;
import replicated.dialect.ServerProbe;
import replicated.dialect.TransactionRules;
import replicated.dialect.UrlRules;
import replicated.dialect.text.TextRules;

/** H2: no replication, for tests and demonstrations. */
public final class H2Dialect implements Dialect {

    /** Made with the first error. */
    private static final class Errors {

        /** {@code org.h2.api.ErrorCode}. */
        static final ErrorRules LIST = ErrorRules.standard()
                // The database is read-only.
                .codes(Rescue.REFUSED, 90097)
                // Connection broken, database closed, database called at shutdown.
                .codes(Rescue.CONNECTION, 90067, 90098, 90121)
                .build();
    }

    /** Made once it is known that a server is of this kind. */
    private static final class Rules {

        static final TextRules TEXT = new H2Text();

        static final UrlRules URLS = new H2Urls();

        /** It sets a savepoint before each statement. */
        static final TransactionRules TRANSACTIONS = new TransactionRules() {
            @Override
            public boolean refusedStatementLeavesNothing() {
                return true;
            }
        };
    }

    @Override
    public String name() {
        return "H2";
    }

    @Override
    public Set<String> urlKinds() {
        return Set.of("h2");
    }

    @Override
    public boolean isProduct(String product) {
        return product.startsWith("h2 ");
    }

    @Override
    public ServerProbe probe() {
        return new H2Probe();
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
    public TransactionRules transactions() {
        return Rules.TRANSACTIONS;
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
