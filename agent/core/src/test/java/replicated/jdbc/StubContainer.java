// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A container with transactions of its own: all connections that are asked for in one are handles of one connection to
 * the primary, and refuse what is the container's to do.
 */
final class StubContainer {

    private static final Set<String> REFUSED =
            Set.of("commit", "rollback", "setAutoCommit", "setReadOnly", "setSavepoint", "setTransactionIsolation");

    /** The one of the calling thread, or null. */
    Transaction running;

    final Set<Object> joined = new HashSet<>();

    Transaction begin() {
        running = new Transaction();
        return running;
    }

    /** Another transaction, or none, takes the place of the one that is running. */
    Transaction suspend(Transaction other) {
        Transaction before = running;
        running = other;
        return before;
    }

    void commit() throws SQLException {
        end(true);
    }

    void rollback() throws SQLException {
        end(false);
    }

    private void end(boolean commit) throws SQLException {
        Transaction ended = running;
        running = null;
        if (ended.enlisted != null) {
            if (commit) {
                ended.enlisted.commit();
            } else {
                ended.enlisted.rollback();
            }
            ended.enlisted.close();
        }
    }

    boolean mayReadOutside(Object transaction) {
        return transaction == running && !running.rollbackOnly && !joined.contains(transaction);
    }

    /** One of its transactions. */
    static final class Transaction {

        boolean rollbackOnly;

        /** Null: nothing of the primary takes part in it. */
        private Connection enlisted;

        /** Run when an update is sent. */
        Runnable onUpdate = () -> {};

        boolean hasPrimary() {
            return enlisted != null;
        }

        Connection handle(Callable<Connection> connect) throws SQLException {
            if (rollbackOnly) {
                throw new SQLException("the transaction cannot proceed");
            }
            if (enlisted == null) {
                try {
                    enlisted = connect.call();
                } catch (Exception e) {
                    throw new SQLException(e);
                }
                enlisted.setAutoCommit(false);
            }
            return (Connection) Proxy.newProxyInstance(
                    StubContainer.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, given) -> {
                        if (REFUSED.contains(method.getName())) {
                            throw new SQLException("not in a managed transaction: " + method.getName());
                        }
                        if (method.getName().equals("close")) {
                            return null;
                        }
                        Object answer = call(enlisted, method, given);
                        return answer instanceof Statement made && given == null ? heard(made) : answer;
                    });
        }

        private Object heard(Statement made) {
            return Proxy.newProxyInstance(
                    StubContainer.class.getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, given) -> {
                        if (method.getName().equals("executeUpdate")) {
                            onUpdate.run();
                        }
                        return call(made, method, given);
                    });
        }

        private static Object call(Object on, Method method, Object... given) throws Throwable {
            try {
                return method.invoke(on, given);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
