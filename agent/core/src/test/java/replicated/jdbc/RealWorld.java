// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.config.WritesOnReadRequests;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.replica.Health;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;
import replicated.replica.ReplicaSets;
import replicated.replica.TestAccess;
import replicated.route.Chooser;
import replicated.servers.Await;
import replicated.servers.Cluster;
import replicated.sql.VerdictRefiner;
import replicated.sql.catalogue.LiveCatalogue;

/** A cluster of real servers as the application's data source and its replicas. */
final class RealWorld implements Database, AutoCloseable {

    /** The application's own pool. */
    final HikariDataSource pool;

    private final PrimaryAccess access;
    private final Dialect dialect;
    private final ReplicaSet replicas;
    private final RoutedConnectionFactory connections = connections(false);
    private final RoutedConnectionFactory observing = connections(true);

    /** Null: texts are judged by what they say themselves. */
    private LiveCatalogue catalogue;

    RealWorld(Cluster cluster, Driver driver) {
        this(cluster, driver, "");
    }

    /** With parameters for the driver, as they stand at the end of each URL. */
    RealWorld(Cluster cluster, Driver driver, String parameters) {
        this(cluster, driver, parameters, true);
    }

    /** Of a pool whose connections start in auto-commit, or not. */
    RealWorld(Cluster cluster, Driver driver, String parameters, boolean autoCommit) {
        String url = cluster.primary().jdbcUrl() + parameters;
        dialect = Dialects.ofUrl(url);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(Cluster.USER);
        config.setPassword(Cluster.PASSWORD);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setAutoCommit(autoCommit);
        pool = new HikariDataSource(config);
        access = TestAccess.of(driver, url, Cluster.USER, new Secret(Cluster.PASSWORD), autoCommit, -1);
        replicas = ReplicaSets.open("app", access, settings(cluster, parameters), Duration.ofSeconds(5));
        awaitReplicas();
    }

    private static RoutedConnectionFactory connections(boolean observe) {
        return new RoutedConnectionFactory(
                () -> TestSettings.routing(observe, WritesOnReadRequests.MOVE, false, Duration.ofSeconds(5), 0),
                () -> null);
    }

    private static DataSourceSettings settings(Cluster cluster, String parameters) {
        List<ReplicaSettings> standbys = cluster.standbys().stream()
                .map(server -> TestSettings.replica(server.jdbcUrl() + parameters, server.name()))
                .toList();
        return TestSettings.replicas(standbys, TestSettings.watched(Duration.ofSeconds(10), Duration.ofMillis(20)));
    }

    void awaitReplicas() {
        Await.until(
                () -> "replicas are up: "
                        + replicas.replicas().stream()
                                .map(replica -> replica.health().why())
                                .toList(),
                () -> replicas.replicas().stream()
                        .allMatch(replica -> replica.health().state() == Health.State.UP));
    }

    /** From now on texts are judged by what the primary's catalogue says of the functions and views in them. */
    void judgeByTheCatalogue() {
        catalogue = new LiveCatalogue("app", dialect, replicas, Config.DEFAULT.objects());
        catalogue.start();
        Await.until(() -> "the catalogue is read", catalogue::known);
    }

    /** A scope that reads from the first replica. */
    StubScope scope() {
        StubScope scope = new StubScope();
        scope.replicas.addAll(replicas.replicas());
        return scope;
    }

    Connection open(RoutingScope scope) throws SQLException {
        return connections.open(scope, this, null);
    }

    Connection observe(RoutingScope scope) throws SQLException {
        return observing.open(scope, this, null);
    }

    @Override
    public String name() {
        return "app";
    }

    @Override
    public String key() {
        return "app1";
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public PrimaryAccess access() {
        return access;
    }

    @Override
    public ReplicaSet replicas() {
        return replicas;
    }

    @Override
    public Chooser chooser() {
        throw new UnsupportedOperationException();
    }

    @Override
    public VerdictRefiner judge() {
        return catalogue == null ? VerdictRefiner.NONE : catalogue.judge();
    }

    @Override
    public Connection primary() throws SQLException {
        return pool.getConnection();
    }

    @Override
    public void close() {
        replicas.close();
        pool.close();
    }
}
