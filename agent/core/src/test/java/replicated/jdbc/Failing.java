// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JDBC objects that fail where a test says, once each: at a method's name, or at an execution of a text that starts so.
 */
final class Failing {

    private final Map<String, SQLException> failures = new ConcurrentHashMap<>();

    /** All statements ever made here, as they are. */
    final List<Statement> statements = new ArrayList<>();

    /** How many connections have been closed. */
    int closed;

    /** Whether a connection outlives its being closed, as a pool's does. */
    boolean pooled;

    void at(String where, SQLException error) {
        failures.put(where, error);
    }

    Connection around(Connection connection) {
        return around(Connection.class, connection, "");
    }

    private <T> T around(Class<T> type, Object delegate, String sql) {
        return type.cast(Proxy.newProxyInstance(
                Failing.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    String text = arguments != null && arguments[0] instanceof String given ? given : sql;
                    fail(name);
                    if (name.startsWith("execute")) {
                        fail(text.split(" ", 2)[0]);
                    }
                    if (name.equals("unwrap") && ((Class<?>) arguments[0]).isInstance(delegate)) {
                        return delegate;
                    }
                    if (name.equals("close") && delegate instanceof Connection) {
                        closed++;
                        if (pooled) {
                            return null;
                        }
                    }
                    try {
                        Object answer = method.invoke(delegate, arguments);
                        if (delegate instanceof Connection && answer instanceof Statement made) {
                            statements.add(made);
                        }
                        return method.getReturnType().getPackageName().equals("java.sql")
                                        && method.getReturnType().isInterface()
                                        && answer != null
                                        && !(answer instanceof Savepoint)
                                ? around(method.getReturnType(), answer, text)
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private void fail(String where) throws SQLException {
        SQLException error = failures.remove(where);
        if (error != null) {
            throw error;
        }
    }
}
