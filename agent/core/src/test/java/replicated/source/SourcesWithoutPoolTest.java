// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;
import static replicated.source.SourceReadersTest.URL;
import static replicated.source.SourceReadersTest.assertLogin;
import static replicated.source.SourceReadersTest.assertVendor;
import static replicated.source.SourceReadersTest.read;
import static replicated.source.SourceReadersTest.vendor;

import com.alibaba.druid.pool.xa.DruidXADataSource;
import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.h2.Driver;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import replicated.replica.PrimaryAccess;

/** Data sources without a pool are read too; what cannot be read is left alone, and said. */
class SourcesWithoutPoolTest {

    @Test
    void springsOnes() {
        assertLogin(read(new DriverManagerDataSource(URL, "app", "secret")));
        Properties properties = new Properties();
        properties.setProperty("IFEXISTS", "FALSE");
        SimpleDriverDataSource simple = new SimpleDriverDataSource(new Driver(), URL, properties);
        simple.setUsername("app");
        simple.setPassword("secret");

        PrimaryAccess access = read(simple);

        assertLogin(access);
        assertThat(access.driver()).isSameAs(simple.getDriver());
        assertThat(access.driverProperties()).containsExactly(Map.entry("IFEXISTS", "FALSE"));
    }

    @Test
    void theDriversOwn() throws SQLException {
        assertLogin(read(vendor()));
        assertLogin(read(JdbcConnectionPool.create(URL, "app", "secret")));

        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setUrl("jdbc:postgresql://db.example/orders");
        postgres.setUser("app");
        postgres.setPassword("secret");
        assertVendor(read(postgres), "jdbc:postgresql://db.example", org.postgresql.Driver.class);

        MysqlDataSource mysql = new MysqlDataSource();
        mysql.setUrl("jdbc:mysql://db.example:3306/orders");
        mysql.setUser("app");
        mysql.setPassword("secret");
        assertVendor(read(mysql), "jdbc:mysql://db.example", com.mysql.cj.jdbc.Driver.class);

        MariaDbDataSource mariaDb = new MariaDbDataSource("jdbc:mariadb://db.example/orders");
        mariaDb.setUser("app");
        mariaDb.setPassword("secret");
        assertVendor(read(mariaDb), "jdbc:mariadb://db.example", org.mariadb.jdbc.Driver.class);

        mariaDb.setUrl(
                "jdbc:mariadb://db.example/orders?user=app&password=secret&keyStorePassword=other&socketTimeout=5");
        assertVendor(read(mariaDb), "jdbc:mariadb://db.example", org.mariadb.jdbc.Driver.class);
        assertThat(read(mariaDb).url()).doesNotContain("***").contains("socketTimeout=5");
        assertThat(read(mariaDb).driverProperties()).containsEntry("keyStorePassword", "other");
    }

    @Test
    void whatIsManagedByOthersIsLeftAlone() {
        assertThat(SourceReaders.kind(DruidXADataSource.class)).isEqualTo(SourceKind.UNKNOWN);
        assertThat(SourceDescription.of(new SingleConnectionDataSource(URL, false), null)
                        .missing())
                .contains("share one connection");
    }

    @Test
    void whatIsMissingIsNamed() {
        HikariDataSource withoutDriver = new HikariDataSource();
        withoutDriver.setJdbcUrl("jdbc:nobody://db/x");
        assertThat(SourceDescription.of(withoutDriver, getClass().getClassLoader())
                        .missing())
                .startsWith("no driver for its URL was found");
        assertThat(SourceDescription.of(new HikariDataSource(), getClass().getClassLoader())
                        .missing())
                .startsWith("its JDBC URL cannot be read from com.zaxxer.hikari.HikariDataSource");
    }
}
