// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.io.PrintWriter;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Data sources and annotated classes, for {@link HookTransformerTest}. */
final class HookedSamples {

    private HookedSamples() {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Fresh {}

    @Retention(RetentionPolicy.CLASS)
    @interface Relaxed {
        boolean stale() default false;
    }

    public static class OnMethods implements Runnable {
        @Override
        public void run() {
            fresh();
            stale();
        }

        @Fresh
        private void fresh() {
            Events.event("fresh");
            relaxed();
        }

        @Relaxed
        private static void relaxed() {
            Events.event("relaxed");
        }

        @Relaxed(stale = true)
        void stale() {
            Events.event("stale");
        }
    }

    @Relaxed
    public static class OnClass implements Runnable {
        @Override
        public void run() {
            fresh();
        }

        @Fresh
        void fresh() {}
    }

    public static class Plain implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            Events.event("body");
            return null;
        }

        @Override
        public Connection getConnection(String username, String password) {
            Events.event("body with credentials");
            return null;
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return null;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            return null;
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    public static class Failing extends Plain {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("the pool is closed");
        }
    }

    public static class Inherited extends Plain {
        @Override
        public Connection getConnection() throws SQLException {
            return super.getConnection();
        }
    }

    /** A connection type of the pool's own, as Druid has. */
    public interface PooledConnection extends Connection {}

    public static class Covariant extends Plain {
        @Override
        public PooledConnection getConnection() throws SQLException {
            return getPooledConnection();
        }

        public PooledConnection getPooledConnection() {
            Events.event("body");
            return null;
        }
    }
}
