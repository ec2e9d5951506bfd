// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import replicated.config.DataSourceSettings;
import replicated.config.Secret;
import replicated.jdbc.Database;
import replicated.log.Level;
import replicated.log.Log;
import replicated.log.LogFormat;
import replicated.log.LogSettings;
import replicated.replica.Credentials;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;

/**
 * The registry over the life of data sources: seen, reloaded, ambiguous, closed, dropped together with their class
 * loader.
 */
class DataSourcesTest {

    private static final String TOP = "replicas: [{url: \"jdbc:h2:/replica-1/orders\"}]";

    private final RecordedReplicas replicas = new RecordedReplicas();
    private final DataSources sources = new DataSources(Configs.of(TOP), replicas);

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void listen() {
        log = folder.resolve("log");
        Log.configure(new LogSettings(Level.INFO, log.toString(), LogFormat.TEXT));
    }

    @AfterEach
    void stopListening() {
        Log.configure(new LogSettings(Level.INFO, "", LogFormat.TEXT));
    }

    @Test
    void aDataSourceKeepsItsDatabase() throws IOException {
        HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders");

        Database database = sources.find(pool);

        assertThat(database.name()).isEqualTo("orders");
        assertThat(database.key()).matches("[0-9a-z]{8}");
        assertThat(database.access().url()).isEqualTo("jdbc:h2:mem:orders");
        assertThat(sources.find(pool)).isSameAs(database);
        assertThat(sources.databases()).containsExactly(database);
        assertThat(lines("reads from 1 replica(s)")).isOne();
    }

    @Test
    void whatTheApplicationsPoolSaysIsKnownUntilItGivesAConnectionAgain() throws SQLException {
        try (HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders")) {
            pool.setMaximumPoolSize(1);
            pool.setConnectionTimeout(250);
            Database database = sources.find(pool);
            try (Connection only = database.primary()) {
                assertThat(only.isClosed()).isFalse();
                assertThat(database.poolTrouble()).isNull();
                assertThatThrownBy(database::primary).isInstanceOf(SQLException.class);
                assertThat(database.poolTrouble().why()).contains("Connection is not available");
            }

            database.primary().close();

            assertThat(database.poolTrouble()).isNull();
        }
    }

    @Test
    void equalsAndHashCodeOfTheApplicationAreNeverCalled() {
        DataSource hostile = new DriverManagerDataSource("jdbc:h2:mem:orders") {
            @Override
            public boolean equals(Object other) {
                throw new AssertionError("equals");
            }

            @Override
            public int hashCode() {
                throw new AssertionError("hashCode");
            }

            @Override
            public String toString() {
                throw new AssertionError("toString");
            }
        };
        assertThat(sources.find(hostile)).isNotNull();
        sources.reload(Configs.of("mode: route"));
        sources.sweep();
    }

    @Test
    void aSecondCandidateTakesTheRoutingFromBothInOneLine() throws IOException {
        HikariDataSource first = pool("first", "jdbc:h2:mem:orders");
        HikariDataSource second = pool("second", "jdbc:h2:/elsewhere/orders");
        assertThat(sources.find(first)).isNotNull();

        assertThat(sources.find(second)).isNull();

        assertThat(sources.find(first)).isNull();
        assertThat(replicas.opened.get(0).closed).isTrue();
        assertThat(lines("the top-level replicas match several databases")).isOne();
        assertThat(sources.unrouted())
                .extracting(DataSources.Unrouted::name)
                .containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void oneWhoseReplicasCannotBeUsedForAReasonWithoutWordsLeavesTheOthersRouted() throws IOException {
        DataSources several = new DataSources(Configs.of("""
                        datasources:
                          - match: {pool-name: mute}
                            replicas: [{url: "jdbc:h2:/replica-1/mute"}]
                          - match: {pool-name: orders}
                            replicas: [{url: "jdbc:h2:/replica-1/orders"}]
                        """), new DataSources.Opening() {
            @Override
            public ReplicaSet open(
                    String name, PrimaryAccess access, DataSourceSettings settings, Duration replicaTimeout) {
                if (name.equals("mute")) {
                    throw new IllegalArgumentException();
                }
                return replicas.open(name, access, settings, replicaTimeout);
            }
        });
        HikariDataSource mute = pool("mute", "jdbc:h2:mem:mute");
        HikariDataSource orders = pool("orders", "jdbc:h2:mem:orders");

        assertThat(several.find(mute)).isNull();

        assertThat(several.find(orders)).isNotNull();
        assertThat(several.unrouted()).extracting(DataSources.Unrouted::name).containsExactly("mute");
        assertThat(lines("is not routed: java.lang.IllegalArgumentException")).isOne();
    }

    @Test
    void onceTheRivalIsClosedTheOtherIsRoutedAgain() {
        HikariDataSource first = pool("first", "jdbc:h2:mem:orders");
        HikariDataSource second = pool("second", "jdbc:h2:/elsewhere/orders");
        sources.find(first);
        sources.find(second);

        second.close();
        sources.sweep();

        assertThat(sources.find(first)).isNotNull();
        assertThat(sources.find(second)).isNull();
    }

    @Test
    void aReloadKeepsADatabaseAndChangesItsReplicas() {
        HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders");
        Database before = sources.find(pool);

        sources.reload(
                Configs.of("replicas: [{url: \"jdbc:h2:/replica-1/orders\"}, {url: \"jdbc:h2:/replica-2/orders\"}]"));

        assertThat(sources.find(pool)).isSameAs(before);
        assertThat(replicas.opened)
                .singleElement()
                .satisfies(set -> assertThat(set.settings.replicas()).hasSize(2));
        sources.reload(Configs.of("mode: route"));
        assertThat(sources.find(pool)).isNull();
        assertThat(replicas.opened.get(0).closed).isTrue();
        sources.reload(Configs.of(TOP));
        assertThat(sources.find(pool)).isNotNull();
    }

    @Test
    void changedCredentialsAreAskedForAndOpenNothingAnew() {
        HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders");
        Database before = sources.find(pool);
        pool.setUsername("tenant");
        pool.setPassword("rotated");

        sources.reload(Configs.of(TOP));

        assertThat(sources.find(pool)).isSameAs(before);
        assertThat(replicas.opened).hasSize(1);
        assertThat(before.access().credentials().now()).isEqualTo(new Credentials("tenant", new Secret("rotated")));
    }

    @Test
    void aClosedDataSourceIsLetGo() throws Exception {
        HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders");
        Database database = sources.find(pool);
        sources.sweep();
        assertThat(sources.find(pool)).isSameAs(database);

        pool.close();
        sources.sweep();

        assertThat(sources.find(pool)).isNull();
        assertThat(database.access().driver()).isNull();
        assertThat(replicas.opened.get(0).closed).isTrue();
    }

    @Test
    void whatCannotBeReadIsSaidWithTheRemedy() throws IOException {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:nobody://primary/orders?password=hidden");
        pool.setPoolName("orders");
        sources.reload(Configs.of(
                "datasources: [{match: {pool-name: orders}, replicas: [{url: \"jdbc:nobody://r/orders\"}]}]"));

        assertThat(sources.find(pool)).isNull();

        assertThat(lines("no driver for its URL was found")).isOne();
        assertThat(lines("hidden")).isZero();
    }

    @Test
    void twoPoolsOfOneNameHaveNamesOfTheirOwn() {
        sources.reload(Configs.of("datasources: [{match: {pool-name: a}, replicas: [{url: \"jdbc:h2:mem:r\"}]}]"));
        Database first = sources.find(pool("a", "jdbc:h2:mem:one"));
        Database second = sources.find(pool("a", "jdbc:h2:mem:two"));
        assertThat(List.of(first.name(), second.name())).containsExactly("a", "a-2");
        assertThat(first.key()).isNotEqualTo(second.key());
    }

    @Test
    void manyThreadsThatMeetADataSourceAtOnceOpenItOnceAndNoneIsLeftUnrouted() throws Exception {
        HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch ready = new CountDownLatch(8);
        List<Future<Database>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return sources.find(pool);
            }));
        }
        for (Future<Database> one : all) {
            assertThat(one.get()).isNotNull();
        }
        threads.shutdown();
        assertThat(replicas.opened).hasSize(1);
        assertThat(sources.find(pool)).isNotNull();
    }

    @Test
    void aDataSourceThatIsAskedAndDroppedStillGivesItsPrimary() throws Exception {
        Database database = sources.find(new DriverManagerDataSource("jdbc:h2:mem:orders"));
        WeakReference<Object> gone = new WeakReference<>(new Object());
        while (gone.get() != null) {
            System.gc();
        }
        try (Connection connection = database.primary()) {
            assertThat(connection.getMetaData().getURL()).isEqualTo("jdbc:h2:mem:orders");
        }
    }

    /** As one of Tomcat's {@code GlobalNamingResources} is. */
    @Test
    void aPoolOfSeveralApplicationsIsRoutedForThoseThatGoOn() {
        WebAppClassLoader first = new WebAppClassLoader();
        WebAppClassLoader second = new WebAppClassLoader();
        try (HikariDataSource pool = pool("orders", "jdbc:h2:mem:orders")) {
            assertThat(foundIn(first, pool)).isNotNull();
            first.stop();
            sources.sweep();
            assertThat(foundIn(first, pool))
                    .as("asked by the one that was stopped")
                    .isNull();

            assertThat(foundIn(second, pool)).isNotNull();
            sources.sweep();
            assertThat(foundIn(second, pool)).isNotNull();

            pool.close();
            sources.sweep();
            assertThat(foundIn(new WebAppClassLoader(), pool)).as("closed").isNull();
        }
    }

    private Database foundIn(ClassLoader application, DataSource pool) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application);
        try {
            return sources.find(pool);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aWebApplicationLeavesNothingBehindOnceItsPoolIsClosed() throws Exception {
        WeakReference<ClassLoader> loader = deployAndUndeploy();

        // Bounded by memory, not by time: the reference is cleared before an allocation fails.
        List<byte[]> pressure = new ArrayList<>();
        while (loader.get() != null && pressure.size() < 400) {
            System.gc();
            pressure.add(new byte[1 << 16]);
        }
        assertThat(loader.get()).isNull();
        sources.sweep();
        assertThat(sources.databases()).isEmpty();
        assertThat(sources.unrouted()).isEmpty();
    }

    /** In a method of its own, so that nothing of the application stays on the stack. */
    private WeakReference<ClassLoader> deployAndUndeploy() throws Exception {
        URL[] libraries = {
            libraryOf(HikariDataSource.class), libraryOf(org.h2.Driver.class), libraryOf(org.slf4j.Logger.class)
        };
        URLClassLoader application = new URLClassLoader(libraries, ClassLoader.getPlatformClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application);
        try {
            DataSource pool = (DataSource) application
                    .loadClass("com.zaxxer.hikari.HikariDataSource")
                    .getDeclaredConstructor()
                    .newInstance();
            pool.getClass().getMethod("setJdbcUrl", String.class).invoke(pool, "jdbc:h2:mem:orders");
            Database database = sources.find(pool);
            assertThat(database.access().driver().getClass().getClassLoader()).isSameAs(application);
            pool.getClass().getMethod("close").invoke(pool);
            sources.sweep();
            assertThat(sources.find(pool)).isNull();
            return new WeakReference<>(application);
        } finally {
            thread.setContextClassLoader(before);
            deregisterDrivers(application);
            application.close();
        }
    }

    /** What servlet containers do when a web application stops: its driver has registered itself as it was loaded. */
    private static void deregisterDrivers(ClassLoader application) throws Exception {
        Class<?> driver = application.loadClass("org.h2.Driver");
        driver.getMethod("unload").invoke(null);
    }

    private static URL libraryOf(Class<?> type) throws Exception {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toURI()
                .toURL();
    }

    private static HikariDataSource pool(String name, String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(url);
        return pool;
    }

    private long lines(String part) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(part)).count();
        }
    }
}
