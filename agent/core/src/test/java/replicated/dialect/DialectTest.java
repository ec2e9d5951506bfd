// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who is taken for another kind of server loses positions, lag, the role check and the read-only session, in silence.
 */
class DialectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://replica-1/app POSTGRESQL",
                "jdbc:pgsql://replica-1/app POSTGRESQL",
                "JDBC:POSTGRESQL://replica-1/app POSTGRESQL",
                "jdbc:PostgreSQL://replica-1/app POSTGRESQL",
                "jdbc:aws-wrapper:postgresql://replica-1/app POSTGRESQL",
                "jdbc:aws-wrapper:mysql://replica-1/app MYSQL",
                "jdbc:p6spy:mariadb://replica-1/app MARIADB",
                "jdbc:otel:postgresql://replica-1/app POSTGRESQL",
                "jdbc:tracing:mysql://replica-1/app?traceWithActiveSpanOnly=true MYSQL",
                "jdbc:jfr:postgresql://replica-1/app POSTGRESQL",
                "jdbc:log4jdbc:mariadb://replica-1/app MARIADB",
                "jdbc:tracing:p6spy:aws-wrapper:postgresql://replica-1/app POSTGRESQL",
                "jdbc:tc:postgresql:16.4:///app POSTGRESQL",
                "jdbc:tc:postgis:16-3.4://host/app POSTGRESQL",
                "jdbc-secretsmanager:postgresql://replica-1/app POSTGRESQL",
                "jdbc-secretsmanager:mysql://replica-1/app MYSQL",
                "jdbc:postgresql:aws://replica-1/app POSTGRESQL",
                "jdbc:mysql:replication://replica-1,replica-2/app MYSQL",
                "jdbc:mysql:loadbalance://replica-1,replica-2/app MYSQL",
                "jdbc:mysql+srv://replicas/app MYSQL",
                "jdbc:mysql+srv:replication://replicas/app MYSQL",
                "jdbc:mysql:aws://replica-1/app MYSQL",
                "jdbc:mariadb:sequential://replica-1,replica-2/app MARIADB",
                "jdbc:mariadb:load-balance-read://replica-1,replica-2/app MARIADB",
                "jdbc:p6spy:h2:mem:app H2",
                "jdbc:derby:h2:folder OTHER",
                "jdbc:oracle:thin:@mysql:1521:app OTHER",
                "jdbc:sqlserver://mysql:1433;databaseName=app OTHER",
                "jdbc:dew://replica-1/app OTHER",
                "jdbc:stub://mysql:3306/app OTHER",
                "mysql OTHER",
            })
    void driversThatStandBeforeTheDatabasesOwnAreLookedThrough(
            String url, @ConvertWith(DialectName.class) Dialect dialect) {
        assertThat(Dialects.ofUrl(url)).isEqualTo(dialect);
    }

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL, 16.4, POSTGRESQL",
        "EnterpriseDB, 16.4, POSTGRESQL",
        "MariaDB, 11.4.2-MariaDB, MARIADB",
        "MySQL, 11.4.2-MariaDB-log, MARIADB",
        "MySQL, 8.4.1, MYSQL",
        "H2, 2.3.232, H2",
        "Oracle, Oracle Database 23ai, OTHER",
        "HSQL Database Engine, 2.7, OTHER",
    })
    void theServersWordCountsMoreThanItsUrl(
            String product, String version, @ConvertWith(DialectName.class) Dialect dialect) throws Exception {
        assertThat(Dialects.ofServer("jdbc:dew://replica-1/app", telling(product, version)))
                .isEqualTo(dialect);
        assertThat(Dialects.ofServer("jdbc:mysql://replica-1/app", telling(product, version)))
                .isEqualTo(dialect);
    }

    @Test
    void theUrlCountsWhereTheDriverNamesNoProduct() throws Exception {
        assertThat(Dialects.ofServer("jdbc:p6spy:postgresql://replica-1/app", telling(null, null)))
                .isEqualTo(Dialects.POSTGRESQL);
    }

    private static Connection telling(String product, String version) {
        DatabaseMetaData metadata = (DatabaseMetaData) Proxy.newProxyInstance(
                DialectTest.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (self, method, arguments) -> method.getName().equals("getDatabaseProductName") ? product : version);
        return (Connection) Proxy.newProxyInstance(
                DialectTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> metadata);
    }
}
