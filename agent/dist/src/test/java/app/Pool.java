// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import com.alibaba.druid.pool.DruidDataSource;
import com.jolbox.bonecp.BoneCPDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.mariadb.jdbc.MariaDbDataSource;
import org.mariadb.jdbc.MariaDbPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/**
 * The data sources that applications have, each as it is usually set up. Pools keep two connections: one that leaks is
 * missed.
 */
public enum Pool implements Source {
    HIKARI("HikariCP", "hikaricp", "HikariCP") {
        @Override
        public DataSource open(String url, String user, String password) {
            HikariConfig pool = new HikariConfig();
            pool.setJdbcUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setMaximumPoolSize(MOST);
            return new HikariDataSource(pool);
        }
    },
    HIKARI_OVER_A_DATA_SOURCE("HikariCP over a data source", "hikaricp", "HikariCP") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            HikariConfig pool = new HikariConfig();
            pool.setDataSource(PG_SIMPLE.open(url, user, password));
            pool.setMaximumPoolSize(MOST);
            return new HikariDataSource(pool);
        }
    },
    TOMCAT_JDBC("Tomcat JDBC", "tomcat", "tomcat-jdbc", "tomcat-juli") {
        @Override
        public DataSource open(String url, String user, String password) {
            PoolProperties pool = new PoolProperties();
            pool.setUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setMaxActive(MOST);
            pool.setInitialSize(1);
            return new org.apache.tomcat.jdbc.pool.DataSource(pool);
        }
    },
    DBCP2("Commons DBCP 2", "commons-dbcp2", "commons-") {
        @Override
        public DataSource open(String url, String user, String password) {
            BasicDataSource pool = new BasicDataSource();
            pool.setUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setMaxTotal(MOST);
            return pool;
        }
    },
    DBCP("Commons DBCP", "commons-dbcp", "commons-") {
        @Override
        public DataSource open(String url, String user, String password) {
            var pool = new org.apache.commons.dbcp.BasicDataSource();
            pool.setUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setMaxActive(MOST);
            return pool;
        }
    },
    TOMCAT_DBCP2("Tomcat's copy of DBCP 2", "tomcat-dbcp", "tomcat-dbcp", "tomcat-juli") {
        @Override
        public DataSource open(String url, String user, String password) {
            var pool = new org.apache.tomcat.dbcp.dbcp2.BasicDataSource();
            pool.setUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setMaxTotal(MOST);
            return pool;
        }
    },
    C3P0("c3p0", "c3p0", "c3p0", "mchange-") {
        @Override
        public DataSource open(String url, String user, String password) {
            ComboPooledDataSource pool = new ComboPooledDataSource();
            pool.setJdbcUrl(url);
            pool.setUser(user);
            pool.setPassword(password);
            pool.setInitialPoolSize(1);
            pool.setMinPoolSize(1);
            pool.setMaxPoolSize(MOST);
            return pool;
        }
    },
    AGROAL("Agroal", "agroal", "agroal-") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(MOST)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url)
                                    .principal(new NamePrincipal(user))
                                    .credential(new SimplePassword(password)))));
        }
    },
    DRUID("Druid", "druid", "druid-") {
        @Override
        public DataSource open(String url, String user, String password) {
            DruidDataSource pool = new DruidDataSource();
            pool.setUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setMaxActive(MOST);
            return pool;
        }
    },
    UCP("UCP", "ucp", "ucp", "ojdbc") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            PoolDataSource pool = PoolDataSourceFactory.getPoolDataSource();
            pool.setConnectionFactoryClassName("org.postgresql.Driver");
            pool.setURL(url);
            pool.setUser(user);
            pool.setPassword(password);
            pool.setMaxPoolSize(MOST);
            return pool;
        }
    },
    VIBUR("Vibur", "vibur", "vibur-", "caffeine") {
        @Override
        public DataSource open(String url, String user, String password) {
            ViburDBCPDataSource pool = new ViburDBCPDataSource();
            pool.setJdbcUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setPoolInitialSize(1);
            pool.setPoolMaxSize(MOST);
            pool.start();
            return pool;
        }
    },
    BONECP("BoneCP", "bonecp", "bonecp", "guava") {
        @Override
        public DataSource open(String url, String user, String password) {
            BoneCPDataSource pool = new BoneCPDataSource();
            pool.setJdbcUrl(url);
            pool.setUsername(user);
            pool.setPassword(password);
            pool.setPartitionCount(1);
            pool.setMinConnectionsPerPartition(1);
            pool.setMaxConnectionsPerPartition(MOST);
            return pool;
        }
    },
    SPRING_DRIVER_MANAGER("Spring's `DriverManagerDataSource`", "spring", "spring-") {
        @Override
        public DataSource open(String url, String user, String password) {
            return new DriverManagerDataSource(url, user, password);
        }
    },
    SPRING_SIMPLE_DRIVER("Spring's `SimpleDriverDataSource`", "spring", "spring-") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return new SimpleDriverDataSource(DriverManager.getDriver(url), url, user, password);
        }
    },
    PG_SIMPLE("`PGSimpleDataSource`", "postgresql-jdbc", "postgresql-") {
        @Override
        public DataSource open(String url, String user, String password) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser(user);
            source.setPassword(password);
            return source;
        }
    },
    PG_POOLING("`PGPoolingDataSource`", "postgresql-jdbc", "postgresql-") {
        @Override
        @SuppressWarnings("deprecation")
        public DataSource open(String url, String user, String password) {
            var pool = new org.postgresql.ds.PGPoolingDataSource();
            pool.setUrl(url);
            pool.setUser(user);
            pool.setPassword(password);
            pool.setMaxConnections(MOST);
            return pool;
        }
    },
    MARIADB("`MariaDbDataSource`", "mariadb-jdbc", "mariadb-java-client") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            MariaDbDataSource source = new MariaDbDataSource(url);
            source.setUser(user);
            source.setPassword(password);
            return source;
        }
    },
    MARIADB_POOL("`MariaDbPoolDataSource`", "mariadb-jdbc", "mariadb-java-client") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            MariaDbPoolDataSource pool = new MariaDbPoolDataSource(url + "?maxPoolSize=" + MOST);
            pool.setUser(user);
            pool.setPassword(password);
            return pool;
        }
    },
    MYSQL("`MysqlDataSource`", "mysql-jdbc", "mysql-connector-j") {
        @Override
        public DataSource open(String url, String user, String password) {
            MysqlDataSource source = new MysqlDataSource();
            source.setUrl(url);
            source.setUser(user);
            source.setPassword(password);
            return source;
        }
    },
    /** A class of the application's own that inherits all it does. */
    INHERITING("a class of one's own that the file names", "") {
        @Override
        public DataSource open(String url, String user, String password) {
            // Told from the others by its URL.
            return new InheritingPool(url.replace("127.0.0.1", "localhost"), user, password);
        }
    },
    /** What frameworks put around a pool to look at what passes. */
    DYNAMIC_PROXY(null, "") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            DataSource pool = HIKARI.open(url, user, password);
            return (DataSource) Proxy.newProxyInstance(
                    Pool.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                        try {
                            return method.invoke(pool, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    },
    /** What is short for a class that does the same. */
    LAMBDA(null, "") {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            DataSource pool = HIKARI.open(url, user, password);
            Borrowing lambda = pool::getConnection;
            return lambda;
        }
    };

    private static final int MOST = 2;

    private final String title;
    private final String version;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> jars;

    /**
     * @param title as on the page on compatibility; null: it says nothing of a pool
     * @param version the property of the build, without {@code .version}; empty: it has none
     * @param jars how those begin that it needs
     */
    Pool(String title, String version, String... jars) {
        this.title = title;
        this.version = version;
        this.jars = List.of(jars);
    }

    /** As on the page on compatibility; null: not there. */
    public String title() {
        return title;
    }

    /** The property of the build that has its version, without {@code .version}; empty: none. */
    public String version() {
        return version;
    }

    /** How the jars begin that it needs on the class path. */
    public Stream<String> jars() {
        return jars.stream();
    }

    /** For a class loader that sees no type of this one's. */
    public static DataSource open(String name, String url, String user, String password) throws SQLException {
        return valueOf(name).open(url, user, password);
    }
}
