package app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** A pool on an H2 database in memory. */
final class Database {

    private Database() {}

    static DataSource open() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("app");
        pool.setJdbcUrl("jdbc:h2:mem:app;DB_CLOSE_DELAY=-1");
        pool.setUsername("sa");
        pool.setPassword("");
        pool.setMaximumPoolSize(4);
        return new HikariDataSource(pool);
    }
}
