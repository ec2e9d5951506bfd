// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What a pool of WildFly's says of transactions, as {@code TxConnectionManagerImpl} and {@code NoTxConnectionManagerImpl}
 * say it. Whoever asks first is in a transaction or not, and must not decide whether those to come are heard of.
 */
class IronJacamarReaderTest {

    /** Outside of any transaction: nobody is in one. */
    static class Transactions {
        public Object getTransaction() {
            return null;
        }

        public int getStatus() {
            return 6;
        }
    }

    static class WithTransactions {
        final Object transactionManager = new Transactions();

        public boolean isTransactional() {
            return ((Transactions) transactionManager).getTransaction() != null;
        }

        public Object getCachedConnectionManager() {
            return this;
        }
    }

    static class WithoutTransactions {
        public boolean isTransactional() {
            return false;
        }
    }

    static class Factory {}

    static class Source {
        final Object mcf = new Factory();
        final Object cm;

        Source(Object manager) {
            cm = manager;
        }
    }

    private static SourceFacts read(Object manager) {
        SourceFacts facts = new SourceFacts((inner, into) -> {});
        new IronJacamarReader().read(new ReflectedObject(new Source(manager)), facts);
        return facts;
    }

    @Test
    void aPoolWithJtaHasItAlsoForWhoAsksOutsideOfATransaction() {
        SourceFacts facts = read(new WithTransactions());

        assertThat(facts.transactions).isNotNull();
        assertThat(facts.notRoutedReason).isNull();
    }

    @Test
    void aPoolWithoutJtaHasNone() {
        SourceFacts facts = read(new WithoutTransactions());

        assertThat(facts.transactions).isNull();
        assertThat(facts.notRoutedReason).isNull();
    }
}
