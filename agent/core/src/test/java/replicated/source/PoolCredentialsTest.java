// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.druid.pool.DruidDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.function.BiConsumer;
import javax.security.auth.callback.PasswordCallback;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import replicated.config.Secret;
import replicated.replica.CredentialSource;
import replicated.replica.Credentials;

/** What a pool is given while it runs is what its replicas log in with. */
class PoolCredentialsTest {

    private static final String URL = "jdbc:h2:mem:credentials";

    @Test
    void hikariByItsMxBean() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(URL);
        configuration.setInitializationFailTimeout(-1);
        configuration.setMinimumIdle(0);
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            assertFollows(pool, (one, password) -> one.getHikariConfigMXBean().setPassword(password));
        }
    }

    @Test
    void hikariWithADataSourceInside() {
        JdbcDataSource inside = new JdbcDataSource();
        inside.setURL(URL);
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(inside);
            assertFollows(pool, (one, password) -> inside.setPassword(password));
        }
    }

    @Test
    void tomcat() {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setUrl(URL);
        pool.setUsername("app");
        assertFollows(pool, org.apache.tomcat.jdbc.pool.DataSource::setPassword);
    }

    @Test
    void dbcp2() {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(URL);
        assertFollows(pool, BasicDataSource::setPassword);
    }

    @Test
    void c3p0() {
        ComboPooledDataSource pool = new ComboPooledDataSource();
        pool.setJdbcUrl(URL);
        assertFollows(pool, ComboPooledDataSource::setPassword);
    }

    @Test
    void druidByACallback() {
        DruidDataSource pool = new DruidDataSource();
        pool.setUrl(URL);
        PasswordCallback callback = new PasswordCallback("password", false);
        pool.setPasswordCallback(callback);
        assertFollows(pool, (one, password) -> callback.setPassword(password.toCharArray()));
    }

    @Test
    void springWithoutAPool() {
        assertFollows(new DriverManagerDataSource(URL), DriverManagerDataSource::setPassword);
    }

    @Test
    void aSubclassThatOverridesAGetter() {
        String[] token = {"first"};
        DriverManagerDataSource source = new DriverManagerDataSource(URL) {
            @Override
            public String getPassword() {
                return token[0];
            }
        };
        assertFollows(source, (one, password) -> token[0] = password);
    }

    @Test
    void whatWasKnownLastHoldsWhereAGetterFails() {
        String[] token = {"first"};
        DriverManagerDataSource source = new DriverManagerDataSource(URL) {
            @Override
            public String getPassword() {
                if (token[0] == null) {
                    throw new IllegalStateException("no token to be had");
                }
                return token[0];
            }
        };
        CredentialSource credentials = credentials(source);
        token[0] = null;
        assertThat(credentials.now().password()).isEqualTo(new Secret("first"));
    }

    private static <S extends DataSource> void assertFollows(S pool, BiConsumer<S, String> change) {
        change.accept(pool, "first");
        CredentialSource credentials = credentials(pool);
        Credentials first = credentials.now();
        assertThat(first.password()).isEqualTo(new Secret("first"));

        change.accept(pool, "second");

        assertThat(credentials.now()).isEqualTo(new Credentials(first.username(), new Secret("second")));
    }

    private static CredentialSource credentials(DataSource source) {
        return SourceDescription.of(source, PoolCredentialsTest.class.getClassLoader())
                .access()
                .credentials();
    }
}
