// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import com.alibaba.druid.pool.DruidDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 database in memory, behind the pool that the system property {@code app.pool} names. */
final class Database {

    private static final String URL = "jdbc:h2:mem:app;DB_CLOSE_DELAY=-1";

    private Database() {}

    static DataSource open() {
        return switch (System.getProperty("app.pool", "hikari")) {
            case "druid" -> druid();
            case "own" -> new OwnPool(URL);
            case "h2" -> h2();
            case "h2-pool" -> JdbcConnectionPool.create(h2());
            default -> hikari("app", URL);
        };
    }

    /** Another database of the same application. */
    static DataSource second() {
        return hikari("second", "jdbc:h2:mem:second;DB_CLOSE_DELAY=-1");
    }

    private static DataSource hikari(String name, String url) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setDriverClassName("org.h2.Driver");
        pool.setJdbcUrl(url);
        pool.setUsername("sa");
        pool.setPassword("");
        pool.setMaximumPoolSize(4);
        return new HikariDataSource(pool);
    }

    private static DataSource druid() {
        DruidDataSource pool = new DruidDataSource();
        pool.setUrl(URL);
        pool.setUsername("sa");
        pool.setPassword("");
        pool.setMaxActive(4);
        return pool;
    }

    private static JdbcDataSource h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(URL);
        source.setUser("sa");
        source.setPassword("");
        return source;
    }
}
