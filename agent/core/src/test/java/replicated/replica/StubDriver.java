// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/**
 * A driver for servers that answer, refuse, or take a question and never answer: by host name. Its URLs are {@code
 * jdbc:stub://HOST}, of no dialect we know, so that watchers ask by {@code isValid} alone.
 */
class StubDriver implements Driver {

    private final Set<String> refusing = ConcurrentHashMap.newKeySet();
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();
    private final Set<String> unloaded = ConcurrentHashMap.newKeySet();
    private final Set<StubConnection> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger connects = new AtomicInteger();
    volatile Properties lastProperties;
    volatile ClassLoader lastContextLoader;

    static String url(String host) {
        return "jdbc:stub://" + host;
    }

    /** The server refuses connections, and those that are open break. */
    void kill(String host) {
        refusing.add(host);
        open.stream().filter(one -> one.host.equals(host)).forEach(one -> one.broken = true);
    }

    void start(String host) {
        refusing.remove(host);
    }

    /** The server takes what it is sent and says nothing. */
    void hang(String host) {
        hanging.add(host);
    }

    void goOn(String host) {
        hanging.remove(host);
    }

    /**
     * Its classes can no longer be loaded, as when the web application it came with has been stopped: only close works.
     */
    void unload(String host) {
        unloaded.add(host);
    }

    void load(String host) {
        unloaded.remove(host);
    }

    long open(String host) {
        return open.stream().filter(one -> one.host.equals(host)).count();
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String host = url.substring(url("").length());
        connects.incrementAndGet();
        lastProperties = properties;
        lastContextLoader = Thread.currentThread().getContextClassLoader();
        if (refusing.contains(host)) {
            throw new SQLException("connection to " + host + " refused", "08001");
        }
        StubConnection state = new StubConnection(host);
        state.answer();
        open.add(state);
        return proxy(Connection.class, state);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StubDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** What is behind one connection; every call that would make a round trip goes through {@link #answer}. */
    private final class StubConnection implements InvocationHandler {

        private final String host;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean broken;
        private volatile boolean autoCommit = true;
        private volatile boolean readOnly;

        StubConnection(String host) {
            this.host = host;
        }

        void answer() throws SQLException {
            try {
                while (hanging.contains(host)) {
                    if (ended.await(1, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                }
            } catch (InterruptedException e) {
                throw new SQLException("interrupted", "08006", e);
            }
            refuseIfUnloaded();
            if (broken || ended.getCount() == 0) {
                throw new SQLException("connection to " + host + " is broken", "08006");
            }
        }

        private void refuseIfUnloaded() {
            if (unloaded.contains(host)) {
                throw new NoClassDefFoundError("stub/Missing");
            }
        }

        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                case "toString" -> "stub connection to " + host;
                case "isValid" -> {
                    answer();
                    yield true;
                }
                case "createStatement" -> proxy(Statement.class, this::onStatement);
                case "close", "abort" -> {
                    if (method.getName().equals("abort")) {
                        refuseIfUnloaded();
                    }
                    ended.countDown();
                    open.remove(this);
                    yield null;
                }
                case "isClosed" -> ended.getCount() == 0;
                case "setAutoCommit" -> {
                    autoCommit = (boolean) arguments[0];
                    yield null;
                }
                case "getAutoCommit" -> autoCommit;
                case "setReadOnly" -> {
                    readOnly = (boolean) arguments[0];
                    yield null;
                }
                case "isReadOnly" -> readOnly;
                case "getNetworkTimeout" -> 0;
                case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
                default -> null;
            };
        }

        private Object onStatement(Object self, Method method, Object[] arguments) throws SQLException {
            if (method.getName().startsWith("execute")) {
                answer();
            }
            return method.getReturnType() == boolean.class ? false : null;
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(url(""));
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        throw new AssertionError("drivers must not be asked for a java.util.logging logger");
    }
}
