// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.jolbox.bonecp.BoneCPDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp.BasicDataSource;
import org.h2.Driver;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.vibur.dbcp.ViburDBCPDataSource;
import replicated.replica.PrimaryAccess;
import replicated.source.SourceReader.Life;

/** Pools that are seldom chosen today are read through the real pool, too. */
class OlderPoolsTest {

    private static final String URL = "jdbc:h2:mem:older-pools";

    @Test
    void vibur() {
        ViburDBCPDataSource pool = new ViburDBCPDataSource();
        pool.setJdbcUrl(URL);
        pool.setUsername("app");
        pool.setPassword("secret");
        pool.setDriverProperties(properties());
        pool.setName("orders");
        pool.setDefaultAutoCommit(false);
        pool.setDefaultReadOnly(true);
        pool.setDefaultTransactionIsolation("SERIALIZABLE");
        pool.setDefaultCatalog("OLDER-POOLS");
        pool.setInitSQL("SET LOCK_TIMEOUT 5");
        pool.setPoolMaxSize(7);

        assertPool(read(pool));
    }

    @Test
    void viburFromItsStartToItsEnd() throws SQLException {
        SourceReader reader = PoolReader.VIBUR;
        ViburDBCPDataSource pool = new ViburDBCPDataSource();
        pool.setExternalDataSource(vendor());
        pool.setPoolInitialSize(1);
        pool.setPoolMaxSize(2);
        assertLogin(read(pool));
        assertThat(reader.life(new ReflectedObject(pool))).isEqualTo(Life.RESTING);

        pool.start();
        assertLogin(read(pool));
        assertThat(reader.life(new ReflectedObject(pool))).isEqualTo(Life.OPEN);

        pool.close();
        assertThat(reader.life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
    }

    @Test
    void boneCp() throws Exception {
        BoneCPDataSource pool = new BoneCPDataSource();
        pool.setJdbcUrl(URL);
        pool.setUsername("app");
        pool.setPassword("secret");
        pool.setDriverClass("org.h2.Driver");
        pool.setDriverProperties(properties());
        pool.setPoolName("orders");
        pool.setDefaultAutoCommit(false);
        pool.setDefaultReadOnly(true);
        pool.setDefaultTransactionIsolation("SERIALIZABLE");
        pool.setDefaultCatalog("OLDER-POOLS");
        pool.setInitSQL("SET LOCK_TIMEOUT 5");
        pool.setPartitionCount(1);
        pool.setMaxConnectionsPerPartition(7);

        assertPool(read(pool));
    }

    @Test
    void boneCpFromItsStartToItsEnd() throws SQLException {
        SourceReader reader = PoolReader.BONECP;
        BoneCPDataSource pool = new BoneCPDataSource();
        pool.setDatasourceBean(vendor());
        pool.setMinConnectionsPerPartition(1);
        pool.setMaxConnectionsPerPartition(2);
        assertLogin(read(pool));
        assertThat(reader.life(new ReflectedObject(pool))).isEqualTo(Life.RESTING);

        pool.getConnection().close();
        assertThat(reader.life(new ReflectedObject(pool))).isEqualTo(Life.OPEN);

        pool.close();
        assertThat(reader.life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
    }

    @Test
    void dbcp() throws SQLException {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(URL);
        pool.setUsername("app");
        pool.setPassword("secret");
        pool.setConnectionProperties("IFEXISTS=FALSE");
        pool.setDefaultAutoCommit(false);
        pool.setDefaultReadOnly(true);
        pool.setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        pool.setDefaultCatalog("OLDER-POOLS");
        pool.setConnectionInitSqls(List.of("SET LOCK_TIMEOUT 5"));
        pool.setMaxActive(7);

        // It has no name of its own.
        assertPool(read(pool), "BasicDataSource");

        pool.close();
        assertThat(PoolReader.DBCP.life(new ReflectedObject(pool))).isEqualTo(Life.CLOSED);
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("IFEXISTS", "FALSE");
        return properties;
    }

    private static JdbcDataSource vendor() {
        JdbcDataSource vendor = new JdbcDataSource();
        vendor.setURL(URL);
        vendor.setUser("app");
        vendor.setPassword("secret");
        return vendor;
    }

    private static PrimaryAccess read(DataSource source) {
        SourceDescription reading = SourceDescription.of(source, OlderPoolsTest.class.getClassLoader());
        assertThat(reading.missing()).isNull();
        return reading.access();
    }

    private static void assertLogin(PrimaryAccess access) {
        assertThat(access.url()).isEqualTo(URL);
        assertThat(access.username()).isEqualTo("app");
        assertThat(access.password().value()).isEqualTo("secret");
        assertThat(access.driver()).isInstanceOf(Driver.class);
    }

    private static void assertPool(PrimaryAccess access) {
        assertPool(access, "orders");
    }

    private static void assertPool(PrimaryAccess access, String name) {
        assertLogin(access);
        assertThat(access.driverProperties()).containsEntry("IFEXISTS", "FALSE");
        assertThat(access.poolName()).isEqualTo(name);
        assertThat(access.autoCommit()).isFalse();
        assertThat(access.readOnly()).isTrue();
        assertThat(access.isolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(access.catalog()).isEqualTo("OLDER-POOLS");
        assertThat(access.initSql()).isEqualTo("SET LOCK_TIMEOUT 5");
        assertThat(access.maximumPoolSize()).isEqualTo(7);
    }
}
