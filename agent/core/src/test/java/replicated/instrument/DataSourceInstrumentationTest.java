// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.datasource.DataSourceInstrumentation;

/** A data source is hooked wherever its {@code getConnection()} stands, and what can be none pays nothing. */
class DataSourceInstrumentationTest {

    private final HookTransformer transformer = new HookTransformer(List.of(new DataSourceInstrumentation()), null);

    private Connection routed;

    @BeforeEach
    void install() {
        Events.SEEN.clear();
        ReplicatedHooks.install(TestHooks.to(new Connections()));
    }

    @AfterEach
    void uninstall() {
        ReplicatedHooks.install(null);
    }

    @Test
    void aDataSourceThatInheritsItFromAClassThatIsNoneIsHooked() throws Exception {
        routed = connection();

        assertThat(((DataSource) hooked(Heir.class, Base.class)).getConnection())
                .isSameAs(routed);
        assertThat(Events.SEEN).containsExactly("enter");
    }

    @Test
    void whatIsNoDataSourceRunsTheBodyOfTheSameMethod() throws Exception {
        routed = connection();
        Object holder = hooked(Base.class);

        assertThat(holder.getClass().getMethod("getConnection").invoke(holder)).isNull();
        assertThat(Events.SEEN).containsExactly("body");
    }

    /** As javac makes it where the superclass itself cannot be seen. */
    @Test
    void aBridgeToAClassThatIsNotPublicIsHooked() throws Exception {
        ((DataSource) hooked(HeirOfHidden.class, HiddenBase.class)).getConnection();

        assertThat(Events.SEEN).containsExactly("enter", "enter", "body", "exit", "exit");
    }

    @Test
    void anAnonymousDataSourceIsHooked() throws Exception {
        ((DataSource) hooked(anonymous().getClass())).getConnection();

        assertThat(Events.SEEN).containsExactly("enter", "body", "exit");
    }

    @Test
    void aDefaultMethodThatADataSourceInheritsIsHooked() throws Exception {
        ((DataSource) hooked(OfDefaults.class, DataSourceWithDefault.class)).getConnection();

        assertThat(Events.SEEN).containsExactly("enter", "body", "exit");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                org.postgresql.ds.common.BaseDataSource.class,
                org.apache.tomcat.jdbc.pool.DataSourceProxy.class,
                Base.class,
                Default.class,
            })
    void whatMayHaveADataSourceForASubclassIsHooked(Class<?> type) {
        assertThat(transformed(type)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                org.postgresql.jdbc.PgStatement.class,
                org.postgresql.jdbc.PgDatabaseMetaData.class,
                org.postgresql.ds.PGPooledConnection.class,
                org.mariadb.jdbc.Statement.class,
                com.mysql.cj.jdbc.StatementImpl.class,
                com.mysql.cj.jdbc.DatabaseMetaData.class,
                org.h2.jdbc.JdbcStatement.class,
                org.h2.jdbc.JdbcPreparedStatement.class,
                org.h2.jdbcx.JdbcXAConnection.class,
                com.alibaba.druid.pool.DruidPooledConnection.class,
                com.zaxxer.hikari.pool.HikariPool.class,
                Last.class,
                OfTheFamily.class,
            })
    void whatCanBeNoDataSourceIsLeftAlone(Class<?> type) {
        assertThat(transformed(type)).isNull();
    }

    private byte[] transformed(Class<?> type) {
        return transformed(type.getName(), WovenLoader.read(type.getClassLoader(), type.getName()));
    }

    private byte[] transformed(String name, byte[] classFile) {
        return transformer.transform(
                null, new WovenLoader(each -> false, null), name.replace('.', '/'), null, null, classFile);
    }

    private Object hooked(Class<?> type, Class<?>... ancestors) throws Exception {
        Set<Class<?>> own = Set.of(ancestors);
        WovenLoader loader = new WovenLoader(
                name -> name.equals(type.getName())
                        || own.stream().anyMatch(ancestor -> ancestor.getName().equals(name)),
                classFile -> transformed(type.getName(), classFile));
        var constructor = Class.forName(type.getName(), true, loader).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                DataSourceInstrumentationTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> null);
    }

    private final class Connections implements AgentHooks.Connections {
        @Override
        public Object enter(DataSource dataSource) {
            Events.event("enter");
            return routed == null ? dataSource : routed;
        }

        @Override
        public void exit(DataSource dataSource) {
            Events.event("exit");
        }
    }

    /** All of a data source but the method in question. */
    public interface Rest extends DataSource {
        @Override
        default Connection getConnection(String username, String password) {
            return null;
        }

        @Override
        default PrintWriter getLogWriter() {
            return null;
        }

        @Override
        default void setLogWriter(PrintWriter out) {}

        @Override
        default void setLoginTimeout(int seconds) {}

        @Override
        default int getLoginTimeout() {
            return 0;
        }

        @Override
        default Logger getParentLogger() {
            return null;
        }

        @Override
        default <T> T unwrap(Class<T> type) {
            return null;
        }

        @Override
        default boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    /** As the base classes of PostgreSQL's and Tomcat's data sources. */
    public static class Base {
        public Connection getConnection() {
            Events.event("body");
            return null;
        }
    }

    public static class Heir extends Base implements Rest {}

    static class HiddenBase {
        public Connection getConnection() {
            Events.event("body");
            return null;
        }
    }

    public static class HeirOfHidden extends HiddenBase implements Rest {}

    static DataSource anonymous() {
        return new Rest() {
            @Override
            public Connection getConnection() {
                Events.event("body");
                return null;
            }
        };
    }

    public interface Default {
        default Connection getConnection() {
            return null;
        }
    }

    public interface DataSourceWithDefault extends Rest {
        @Override
        default Connection getConnection() {
            Events.event("body");
            return null;
        }
    }

    public static class OfDefaults implements DataSourceWithDefault {}

    public static final class Last {
        public Connection getConnection() {
            return null;
        }
    }

    public static class OfTheFamily {
        protected Connection getConnection() {
            return null;
        }
    }
}
