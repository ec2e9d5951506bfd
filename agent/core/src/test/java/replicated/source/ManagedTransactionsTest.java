// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A transaction manager is asked which transaction runs, and what has joined that is known as long as it is there. */
class ManagedTransactionsTest {

    private final Manager manager = new Manager();
    private final ManagedTransactions transactions = ManagedTransactions.of(manager);

    /** As JTA has it, as far as it is asked. */
    public static final class Manager {

        Object running;
        int status = 6;

        public Object getTransaction() {
            if (running instanceof RuntimeException fault) {
                throw fault;
            }
            return running;
        }

        public int getStatus() {
            return status;
        }

        void begin() {
            running = new Object();
            status = 0;
        }
    }

    @Test
    void whatCannotBeAskedIsNoManager() {
        assertThat(ManagedTransactions.of(null)).isNull();
        assertThat(ManagedTransactions.of(new Object())).isNull();
    }

    @Test
    void noneIsRunningOrTheSame() {
        assertThat(transactions.current()).isNull();
        manager.begin();
        assertThat(transactions.current()).isSameAs(manager.running);
    }

    @Test
    void oneThatIsActiveMayReadOutsideUntilItHasJoinedThatDatabase() {
        manager.begin();
        Object first = transactions.current();
        assertThat(transactions.mayReadOutside(first, "shop")).isTrue();
        ManagedTransactions.joined(first, "shop");
        ManagedTransactions.joined(first, "archive");
        assertThat(transactions.mayReadOutside(first, "shop")).isFalse();
        assertThat(transactions.mayReadOutside(first, "archive")).isFalse();
        assertThat(transactions.mayReadOutside(first, "other")).isTrue();
        manager.begin();
        assertThat(transactions.mayReadOutside(transactions.current(), "shop")).isTrue();
    }

    @Test
    void oneThatIsEndingOrMayOnlyBeRolledBackMayNot() {
        manager.begin();
        for (int status = 1; status < 10; status++) {
            manager.status = status;
            assertThat(transactions.mayReadOutside(transactions.current(), "shop"))
                    .as("%s", status)
                    .isFalse();
        }
    }

    @Test
    void whereItCannotBeToldThereIsOneThatMayNot() {
        manager.begin();
        manager.running = new IllegalStateException("made up");
        Object unknown = transactions.current();
        assertThat(unknown).isNotNull();
        assertThat(transactions.mayReadOutside(unknown, "shop")).isFalse();
    }
}
