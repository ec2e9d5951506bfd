// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.postgresql.xa.PGXADataSource;

/**
 * PostgreSQL's own, whose branches end the JVM, as a power cut does, when they are told to do what the system property
 * {@value #STEP} names: {@code prepare}, or {@code commit}, when the transaction manager has decided.
 */
public final class HaltingXaDataSource extends PGXADataSource {

    private static final String STEP = "app.halt";

    private static final long serialVersionUID = 1;

    @Override
    public XAConnection getXAConnection(String user, String password) throws SQLException {
        XAConnection connection = super.getXAConnection(user, password);
        XAResource halting = proxy(XAResource.class, halting(connection.getXAResource()));
        InvocationHandler plain = calling(connection);
        return proxy(
                XAConnection.class,
                (self, method, arguments) ->
                        method.getName().equals("getXAResource") ? halting : plain.invoke(self, method, arguments));
    }

    private static InvocationHandler halting(XAResource resource) {
        InvocationHandler plain = calling(resource);
        return (self, method, arguments) -> {
            if (method.getName().equals(System.getProperty(STEP))) {
                Runtime.getRuntime().halt(1);
            }
            return method.getName().equals("isSameRM") ? self == arguments[0] : plain.invoke(self, method, arguments);
        };
    }

    private static InvocationHandler calling(Object real) {
        return (self, method, arguments) -> {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(HaltingXaDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
