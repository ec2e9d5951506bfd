// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.druid.pool.DruidDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.mchange.v2.c3p0.DataSources;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.h2.Driver;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import replicated.replica.PrimaryAccess;
import replicated.source.SourceReader.Life;

/** Each kind of pool is read through the real pool: a getter that was renamed in a new version shows here. */
class SourceReadersTest {

    static final String URL = "jdbc:h2:mem:readers";

    @Test
    void hikari() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(URL);
        config.setUsername("app");
        config.setPassword("secret");
        config.addDataSourceProperty("IFEXISTS", "FALSE");
        config.setDriverClassName("org.h2.Driver");
        config.setPoolName("orders");
        config.setAutoCommit(false);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.setSchema("PUBLIC");
        config.setCatalog("READERS");
        config.setConnectionInitSql("SET LOCK_TIMEOUT 5");
        config.setMaximumPoolSize(7);
        config.setValidationTimeout(1_500);
        config.setInitializationFailTimeout(-1);
        config.setMinimumIdle(0);
        try (HikariDataSource pool = new HikariDataSource(config) {}) {
            PrimaryAccess access = read(pool);

            assertLogin(access);
            assertThat(access.poolName()).isEqualTo("orders");
            assertThat(access.driverProperties()).containsExactly(Map.entry("IFEXISTS", "FALSE"));
            assertThat(access.autoCommit()).isFalse();
            assertThat(access.readOnly()).isTrue();
            assertThat(access.isolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(access.schema()).isEqualTo("PUBLIC");
            assertThat(access.catalog()).isEqualTo("READERS");
            assertThat(access.initSql()).isEqualTo("SET LOCK_TIMEOUT 5");
            assertThat(access.maximumPoolSize()).isEqualTo(7);
            assertThat(access.validationTimeout()).isEqualTo(Duration.ofMillis(1_500));
        }
    }

    @Test
    void hikariThatHasNotStartedYet() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(URL);
        pool.setCredentials(Credentials.of("app", "secret"));

        PrimaryAccess access = read(pool);

        assertLogin(access);
        assertThat(access.poolName()).isEqualTo("HikariDataSource");
        assertThat(access.maximumPoolSize()).isEqualTo(10);
        assertThat(access.isolation()).isEqualTo(-1);
        pool.close();
        assertThat(new HikariReader().life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
    }

    @Test
    void hikariOverADataSource() {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(vendor());
        assertLogin(read(pool));
    }

    @Test
    void hikariOverTheClassOfADataSource() {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSourceClassName("org.postgresql.ds.PGSimpleDataSource");
        pool.addDataSourceProperty("serverName", "db.example");
        pool.addDataSourceProperty("portNumber", 5433);
        pool.addDataSourceProperty("databaseName", "orders");
        pool.setUsername("app");
        pool.setPassword("secret");

        PrimaryAccess access = read(pool);

        assertThat(access.url()).startsWith("jdbc:postgresql://db.example:5433/orders");
        assertThat(access.driver()).isInstanceOf(org.postgresql.Driver.class);
        assertThat(access.username()).isEqualTo("app");
        assertThat(access.password().value()).isEqualTo("secret");
        assertThat(access.driverProperties()).isEmpty();
    }

    @Test
    void tomcat() {
        PoolProperties properties = new PoolProperties();
        properties.setUrl(URL);
        properties.setUsername("app");
        properties.setPassword("secret");
        properties.setDriverClassName("org.h2.Driver");
        properties.setName("orders");
        properties.setDefaultAutoCommit(false);
        properties.setDefaultReadOnly(true);
        properties.setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        properties.setDefaultCatalog("READERS");
        properties.setInitSQL("SET LOCK_TIMEOUT 5");
        properties.setMaxActive(7);
        properties.setConnectionProperties("IFEXISTS=FALSE");
        var pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);

        PrimaryAccess access = read(pool);

        assertLogin(access);
        assertPool(access, "orders");
        assertThat(access.isolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(access.driverProperties()).containsEntry("IFEXISTS", "FALSE");
        assertThat(access.initSql()).isEqualTo("SET LOCK_TIMEOUT 5");
    }

    @Test
    void tomcatOnceClosed() throws SQLException {
        PoolProperties properties = new PoolProperties();
        properties.setUrl(URL);
        properties.setInitialSize(0);
        var pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);
        ReflectedObject source = new ReflectedObject(pool);
        assertThat(PoolReader.TOMCAT.life(source)).isEqualTo(Life.RESTING);
        pool.createPool();
        assertThat(PoolReader.TOMCAT.life(source)).isEqualTo(Life.OPEN);
        pool.close(true);
        assertThat(PoolReader.TOMCAT.life(source)).isEqualTo(Life.RESTING);
    }

    @Test
    void dbcp() throws SQLException {
        try (BasicDataSource pool = new BasicDataSource()) {
            pool.setUrl(URL);
            pool.setUsername("app");
            pool.setPassword("secret");
            pool.setDefaultAutoCommit(false);
            pool.setDefaultReadOnly(true);
            pool.setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            pool.setDefaultCatalog("READERS");
            pool.setDefaultSchema("PUBLIC");
            pool.setConnectionInitSqls(List.of("SET LOCK_TIMEOUT 5", "SET LOCK_TIMEOUT 6"));
            pool.setMaxTotal(7);
            pool.setConnectionProperties("IFEXISTS=FALSE");

            PrimaryAccess access = read(pool);

            assertLogin(access);
            assertPool(access, "BasicDataSource");
            assertThat(access.isolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(access.schema()).isEqualTo("PUBLIC");
            assertThat(access.driverProperties()).containsEntry("IFEXISTS", "FALSE");
            assertThat(access.initSql()).isEqualTo("SET LOCK_TIMEOUT 5; SET LOCK_TIMEOUT 6");
            pool.close();
            assertThat(PoolReader.DBCP.life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
        }
    }

    @Test
    void dbcpAsRepackagedByTomcat() throws SQLException {
        try (var pool = new org.apache.tomcat.dbcp.dbcp2.BasicDataSource()) {
            pool.setDriver(new Driver());
            pool.setUrl(URL);
            pool.setUsername("app");
            pool.setPassword("secret");
            assertLogin(read(pool));
        }
    }

    @Test
    void c3p0() throws Exception {
        ComboPooledDataSource pool = new ComboPooledDataSource("orders-config");
        pool.setDataSourceName("orders");
        pool.setJdbcUrl(URL);
        pool.setUser("app");
        pool.setPassword("secret");
        pool.setMaxPoolSize(7);

        PrimaryAccess access = read(pool);

        assertLogin(access);
        assertThat(access.poolName()).isEqualTo("orders");
        assertThat(access.maximumPoolSize()).isEqualTo(7);
        assertThat(access.driverProperties()).doesNotContainKeys("user", "password");
        pool.close();
        assertThat(PoolReader.C3P0.life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
    }

    @Test
    void c3p0OutOfParts() throws SQLException {
        DataSource pool = DataSources.pooledDataSource(DataSources.unpooledDataSource(URL, "app", "secret"));
        assertLogin(read(pool));
        DataSources.destroy(pool);
    }

    @Test
    void agroal() throws SQLException {
        var configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(7)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(URL)
                                .autoCommit(false)
                                .initialSql("SET LOCK_TIMEOUT 5")
                                .jdbcTransactionIsolation(TransactionIsolation.SERIALIZABLE)
                                .jdbcProperty("IFEXISTS", "FALSE")
                                .principal(new NamePrincipal("app"))
                                .credential(new SimplePassword("secret"))));
        AgroalDataSource pool = AgroalDataSource.from(configuration);

        PrimaryAccess access = read(pool);

        assertLogin(access);
        assertThat(access.autoCommit()).isFalse();
        assertThat(access.isolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(access.initSql()).isEqualTo("SET LOCK_TIMEOUT 5");
        assertThat(access.maximumPoolSize()).isEqualTo(7);
        assertThat(access.driverProperties()).containsExactly(Map.entry("IFEXISTS", "FALSE"));
        pool.close();
        assertThat(new AgroalReader().life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
    }

    @Test
    void druid() throws SQLException {
        try (DruidDataSource pool = new DruidDataSource()) {
            pool.setName("orders");
            pool.setUrl(URL);
            pool.setUsername("app");
            pool.setPassword("secret");
            pool.setDefaultAutoCommit(false);
            pool.setDefaultReadOnly(true);
            pool.setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            pool.setDefaultCatalog("READERS");
            pool.setConnectionInitSqls(List.of("SET LOCK_TIMEOUT 5"));
            pool.setMaxActive(7);
            pool.setConnectionProperties("IFEXISTS=FALSE");

            PrimaryAccess access = read(pool);

            assertLogin(access);
            assertPool(access, "orders");
            assertThat(access.isolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(access.driverProperties()).containsEntry("IFEXISTS", "FALSE");
            pool.init();
            pool.close();
            assertThat(PoolReader.DRUID.life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
        }
    }

    @Test
    void ucp() {
        // By name: compiling against it warns of annotations that are not on the class path.
        Map<String, String> properties = Map.of(
                "connectionFactoryClassName", "org.h2.jdbcx.JdbcDataSource",
                "URL", URL,
                "user", "app",
                "password", "secret",
                "connectionPoolName", "orders",
                "maxPoolSize", "7");
        DataSource pool = (DataSource) DataSourceCopy.of(
                        "oracle.ucp.jdbc.PoolDataSourceImpl",
                        properties,
                        List.of(getClass().getClassLoader()))
                .orElseThrow();

        PrimaryAccess access = read(pool);

        assertLogin(access);
        assertThat(access.poolName()).isEqualTo("orders");
        assertThat(access.maximumPoolSize()).isEqualTo(7);
    }

    static PrimaryAccess read(DataSource source) {
        SourceDescription reading = SourceDescription.of(source, SourceReadersTest.class.getClassLoader());
        assertThat(reading.missing()).isNull();
        return reading.access();
    }

    static void assertLogin(PrimaryAccess access) {
        assertVendor(access, URL, Driver.class);
    }

    static void assertVendor(PrimaryAccess access, String url, Class<?> driver) {
        assertThat(access.url()).startsWith(url);
        assertThat(access.username()).isEqualTo("app");
        assertThat(access.password().value()).isEqualTo("secret");
        assertThat(access.driver()).isInstanceOf(driver);
        assertThat(access.driverProperties()).doesNotContainKeys("user", "password");
    }

    private static void assertPool(PrimaryAccess access, String name) {
        assertThat(access.poolName()).isEqualTo(name);
        assertThat(access.autoCommit()).isFalse();
        assertThat(access.readOnly()).isTrue();
        assertThat(access.catalog()).isEqualTo("READERS");
        assertThat(access.maximumPoolSize()).isEqualTo(7);
    }

    static JdbcDataSource vendor() {
        JdbcDataSource vendor = new JdbcDataSource();
        vendor.setURL(URL);
        vendor.setUser("app");
        vendor.setPassword("secret");
        return vendor;
    }
}
