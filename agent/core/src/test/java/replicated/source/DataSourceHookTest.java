// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import replicated.context.RoutingContext;
import replicated.jdbc.Database;
import replicated.jdbc.RoutingScope;

/**
 * Data sources call one another: exactly one of them may be routed, and none of those that a pool fills itself from.
 */
class DataSourceHookTest {

    private static final String URL = "jdbc:h2:mem:hook";

    private final RecordedReplicas replicas = new RecordedReplicas();
    private final DataSources sources =
            new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:mem:hook-replica\"}]"), replicas);
    private boolean outside;
    private boolean ofRequest = true;
    private final RoutingScope scope = proxy(RoutingScope.class);
    private final Connection routed = proxy(Connection.class);
    private final List<Database> asked = new ArrayList<>();

    private RoutingScope current = scope;
    /** Calls outside of all scopes for what no scope has asked. */
    private int unasked;

    private final DataSourceHook hook = new DataSourceHook(
            frame -> current,
            sources,
            (inScope, database, thread) -> {
                asked.add(database);
                return routed;
            },
            () -> unasked++);

    @AfterEach
    void noCallIsLeft() {
        assertThat(isIdle()).isTrue();
    }

    @Test
    void aPoolIsRouted() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            assertThat(pool.getConnection()).isSameAs(routed);
            assertThat(asked).extracting(Database::name).containsExactly("HookedHikari");
            assertThat(replicas.opened.get(0).primary).isEqualTo(URL);
        }
    }

    @Test
    void outsideAScopeNothingHappensAndNothingIsRemembered() throws SQLException {
        current = null;
        try (HookedHikari pool = new HookedHikari();
                Connection own = pool.getConnection()) {
            assertThat(own).isNotSameAs(routed);
            assertThat(replicas.opened).isEmpty();
        }
    }

    @Test
    void connectionsTakenOutsideOfRequestsAreRememberedAndThoseOfRequestsAreNot() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            pool.getConnection();
            long before = sources.taken().now();
            pool.getConnection();
            asked.get(0).primary().close();
            assertThat(sources.taken().since(before)).isEmpty();

            current = null;
            pool.getConnection().close();
            assertThat(sources.taken().since(before)).containsExactly(asked.get(0));
            assertThat(sources.taken().since(sources.taken().now())).isEmpty();
        }
    }

    @Test
    void connectionOfAnAnnotatedCallIsNoRequestsOwn() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            long before = sources.taken().now();
            ofRequest = false;
            pool.getConnection();
            pool.getConnection();
            assertThat(sources.taken().since(before)).containsExactly(asked.get(0));
        }
    }

    @Test
    void thePrimarysConnectionIsTheApplicationsOwnWithAllHooksAside() throws SQLException {
        HikariDataSource pool = new HookedHikari();
        pool.setDataSource(new HookedVendor());
        pool.setJdbcUrl(null);
        try (pool) {
            assertThat(pool.getConnection()).isSameAs(routed);
            try (Connection own = asked.get(0).primary()) {
                assertThat(own).isNotSameAs(routed);
                assertThat(own.unwrap(org.h2.jdbc.JdbcConnection.class)).isNotNull();
            }
            assertThat(asked).hasSize(1);
            assertThat(pool.getConnection()).isSameAs(routed);
        }
    }

    @Test
    void whatThePrimaryThrowsArrivesAndTheHooksAreBack() throws SQLException {
        HikariDataSource pool = new HookedHikari();
        assertThat(pool.getConnection()).isSameAs(routed);
        pool.close();
        assertThatThrownBy(() -> asked.get(0).primary()).isInstanceOf(SQLException.class);
        assertThat(isIdle()).isTrue();
    }

    @Test
    void wrappersAreLeftToThePoolInsideThem() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            for (DataSource wrapper :
                    List.of(new Wrapper(pool), new Wrapper(new Wrapper(pool)), new Router(pool), new Tracing(pool))) {
                asked.clear();
                assertThat(wrapper.getConnection()).as("%s", wrapper).isSameAs(routed);
                assertThat(asked).extracting(Database::name).containsExactly("HookedHikari");
                assertThat(sources.find(wrapper)).isNull();
            }
        }
    }

    @Test
    void aLazyProxyReachesThePoolLater() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy();
            lazy.setTargetDataSource(pool);
            lazy.setDefaultAutoCommit(true);
            lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            Connection proxy = lazy.getConnection();
            assertThat(asked).isEmpty();
            proxy.createStatement();
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void aDriversDataSourceIsRoutedByItselfAndWithinAWrapperButNeverWithinAPool() throws SQLException {
        assertThat(new HookedPlain().getConnection()).isSameAs(routed);
        sources.reload(
                Configs.of("datasources: [{match: {url: \"jdbc:h2:*\"}, replicas: [{url: \"jdbc:h2:mem:r\"}]}]"));
        assertThat(new Wrapper(new HookedPlain()).getConnection()).isSameAs(routed);

        asked.clear();
        try (Connection own = new UnknownPool(new HookedPlain()).getConnection()) {
            assertThat(own).isNotSameAs(routed);
        }
        try (HookedHikari pool = new HookedHikari()) {
            pool.setJdbcUrl(null);
            pool.setDataSource(new HookedPlain());
            sources.reload(
                    Configs.of("datasources: [{match: {class: \"*Plain\"}, replicas: [{url: \"jdbc:h2:mem:r\"}]}]"));
            pool.getConnection().close();
        }
        assertThat(asked).isEmpty();
    }

    /** It fills itself on the thread of the request, before anybody has asked the pool itself for anything. */
    @Test
    void whatAPoolAsksThatIsMadeWithinARequestIsNeitherRoutedNorADatabaseOfItsOwn() throws SQLException {
        HookedPlain plain = new HookedPlain();
        HikariConfig config = new HikariConfig();
        config.setDataSource(plain);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection pooled = pool.getConnection()) {
            assertThat(pooled.isWrapperFor(org.h2.jdbc.JdbcConnection.class)).isTrue();
            assertThat(asked).isEmpty();
            assertThat(replicas.opened).isEmpty();
        }
        assertThat(plain.getConnection()).isSameAs(routed);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection pooled = pool.getConnection()) {
            assertThat(pooled.isWrapperFor(org.h2.jdbc.JdbcConnection.class)).isTrue();
        }
    }

    @Test
    void outsideOfAllRequestsOnlyPoolsAreRoutedSinceAPoolsOwnThreadMayAsk() throws SQLException {
        outside = true;
        try (Connection own = new HookedPlain().getConnection()) {
            assertThat(own).isNotSameAs(routed);
        }
        sources.reload(
                Configs.of("datasources: [{match: {class: \"*Hikari\"}, replicas: [{url: \"jdbc:h2:mem:r\"}]}]"));
        try (HookedHikari pool = new HookedHikari()) {
            assertThat(pool.getConnection()).isSameAs(routed);
        }
    }

    @Test
    void aPoolWithinSomethingUnknownIsRouted() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            assertThat(new UnknownPool(pool).getConnection()).isSameAs(routed);
        }
    }

    @Test
    void aPoolWithinAPoolThatIsNotRoutedIsNotRoutedEither() throws SQLException {
        HookedHikari inner = new HookedHikari();
        inner.setPoolName("inner");
        sources.reload(Configs.of("datasources: [{match: {pool-name: inner}, replicas: [{url: \"jdbc:h2:mem:r\"}]}]"));
        HookedHikari outer = new HookedHikari();
        outer.setDataSource(inner);
        outer.setJdbcUrl(null);
        outer.setPoolName("outer");
        try (inner;
                outer;
                Connection own = outer.getConnection()) {
            assertThat(own).isNotSameAs(routed);
            assertThat(inner.getConnection()).isSameAs(routed);
        }
    }

    @Test
    void callsOutsideOfScopesAreToldUntilAScopeHasAsked() throws SQLException {
        try (HookedHikari pool = new HookedHikari()) {
            current = null;
            pool.getConnection().close();
            assertThat(unasked).isEqualTo(1);
            current = scope;
            assertThat(pool.getConnection()).isSameAs(routed);
            current = null;
            pool.getConnection().close();
            assertThat(unasked).isEqualTo(1);
        }
    }

    @Test
    void aClassThatTheFileNamesIsAPool() throws SQLException {
        NamedPool pool = new NamedPool();
        try (Connection own = pool.getConnection()) {
            assertThat(own).isNotSameAs(routed);
        }
        assertThat(sources.unrouted())
                .extracting(DataSources.Unrouted::why)
                .singleElement()
                .asString()
                .contains("name it: datasources: - match: {class: " + NamedPool.class.getName() + "}");

        sources.reload(Configs.of(
                "datasources: [{match: {class: \"*NamedPool\"}, replicas: [{url: \"jdbc:h2:mem:r\", password: x}]}]"));

        assertThat(pool.getConnection()).isSameAs(routed);
        assertThat(sources.unrouted()).isEmpty();
    }

    @Test
    void anOpenerThatGivesNothingLeavesTheApplicationItsOwn() throws SQLException {
        DataSourceHook observing =
                new DataSourceHook(frame -> current, sources, (inScope, database, thread) -> null, () -> unasked++);
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(URL);
        assertThat(observing.enter(pool)).isSameAs(pool);
        assertThat(isIdle()).isFalse();
        observing.exit(pool);
    }

    @Test
    void anExitWithoutItsEnterIsIgnored() {
        hook.exit(new JdbcDataSource());
        JdbcDataSource first = new JdbcDataSource();
        RoutingContext.push(first, false);
        hook.exit(new JdbcDataSource());
        assertThat(RoutingContext.current().admits(true)).isFalse();
        hook.exit(first);
    }

    private static boolean isIdle() {
        RoutingContext thread = RoutingContext.current();
        return thread == null || thread.isIdle();
    }

    /** What the agent weaves into {@code getConnection}. */
    private Connection hooked(DataSource source, Callable<Connection> body) throws SQLException {
        Object kept = hook.enter(source);
        if (kept instanceof Connection instead) {
            return instead;
        }
        try {
            return body.call();
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            if (kept != null) {
                hook.exit(kept);
            }
        }
    }

    private final class HookedHikari extends HikariDataSource {
        HookedHikari() {
            setJdbcUrl(URL);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, super::getConnection);
        }
    }

    private final class HookedPlain extends DriverManagerDataSource {
        HookedPlain() {
            super(URL);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, super::getConnection);
        }
    }

    /** Stands for a driver's class, which cannot be extended here. */
    private final class HookedVendor extends DriverManagerDataSource {
        HookedVendor() {
            super(URL);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, super::getConnection);
        }
    }

    private final class Wrapper extends DelegatingDataSource {
        Wrapper(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, super::getConnection);
        }
    }

    private final class Router extends AbstractRoutingDataSource {
        Router(DataSource target) {
            setTargetDataSources(Map.of("only", target));
            initialize();
        }

        @Override
        protected Object determineCurrentLookupKey() {
            return "only";
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, super::getConnection);
        }
    }

    private final class Tracing extends ProxyDataSource {
        private final DataSource target;

        Tracing(DataSource target) {
            super(target);
            this.target = target;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, target::getConnection);
        }
    }

    private class UnknownPool extends AbstractDataSource {
        private final DataSource target;

        UnknownPool(DataSource target) {
            this.target = target;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return hooked(this, target::getConnection);
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return target.getConnection(username, password);
        }
    }

    /** Has the getters that data sources usually have. */
    public final class NamedPool extends UnknownPool {
        NamedPool() {
            super(new DriverManagerDataSource(URL));
        }

        public String getUrl() {
            return URL;
        }
    }

    @SuppressWarnings("unchecked")
    private <T> T proxy(Class<T> type) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getName().equals("createStatement")) {
                return null;
            }
            if (method.getName().equals("outside")) {
                return outside;
            }
            if (method.getName().equals("ofRequest")) {
                return ofRequest;
            }
            throw new AssertionError(method);
        });
    }
}
