// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** The pool of an application that is told its database by system properties. */
final class AppPool {

    private AppPool() {}

    /** @param size the most connections at once */
    static DataSource open(int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("app");
        pool.setJdbcUrl(System.getProperty("app.url"));
        pool.setUsername(System.getProperty("app.user"));
        pool.setPassword(System.getProperty("app.password"));
        pool.setMaximumPoolSize(size);
        return new HikariDataSource(pool);
    }
}
