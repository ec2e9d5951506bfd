// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two pools to one database are no ambiguity, however each writes it; two databases are one, however alike they are.
 */
class DatabasePlaceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://primary/app | jdbc:postgresql://PRIMARY:5432/app?currentSchema=x",
                "jdbc:postgresql://a,b:5432/app | jdbc:postgresql://b,a/app?targetServerType=primary",
                "jdbc:postgresql:app | jdbc:postgresql://localhost/app",
                "jdbc:postgresql:///app | jdbc:postgresql://localhost:5432/app",
                "jdbc:postgresql://primary/app | jdbc:p6spy:postgresql://primary/app",
                "jdbc:postgresql://primary/app | jdbc:aws-wrapper:postgresql://primary/app",
                "jdbc:postgresql://[::1]/app | jdbc:postgresql://[::1]:5432/app",
                "jdbc:mysql://primary/app | jdbc:mysql://u:p@primary:3306/app?useSSL=false",
                "jdbc:mariadb://primary/app | jdbc:mariadb://primary:3306/app",
                "jdbc:h2:mem:app | jdbc:h2:mem:app;DB_CLOSE_DELAY=-1",
                "jdbc:h2:~/app | jdbc:h2:file:~/app;AUTO_SERVER=TRUE",
                "jdbc:h2:tcp://host/~/app | jdbc:h2:tcp://HOST:9092/~/app",
                "jdbc:sqlserver://host;databaseName=app | jdbc:sqlserver://host:1433;database=app;encrypt=true",
                "jdbc:oracle:thin:@//host:1521/app | jdbc:oracle:thin:@//HOST:1521/app?x=y",
            })
    void areOneWhereTheyLeadToOneDatabase(String one, String other) {
        assertThat(place(one)).isEqualTo(place(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://primary/app | jdbc:postgresql://other/app",
                "jdbc:postgresql://primary/app | jdbc:postgresql://primary/crm",
                "jdbc:postgresql://primary/app | jdbc:postgresql://primary:5433/app",
                "jdbc:postgresql:///app?cloudSqlInstance=a | jdbc:postgresql:///app?cloudSqlInstance=b",
                "jdbc:postgresql://a,b/app | jdbc:postgresql://a/app",
                "jdbc:mysql://primary/app | jdbc:mariadb://primary/app",
                "jdbc:mariadb://localhost/app | jdbc:mariadb://localhost/app?localSocket=/run/other.sock",
                "jdbc:h2:mem:app | jdbc:h2:~/app",
                "jdbc:h2:mem:app | jdbc:h2:mem:other",
                "jdbc:sqlserver://host\\a;databaseName=app | jdbc:sqlserver://host\\b;databaseName=app",
                "jdbc:sqlserver://;serverName=a;databaseName=app | jdbc:sqlserver://;serverName=b;databaseName=app",
                "jdbc:sqlserver://host;databaseName=a | jdbc:sqlserver://host;databaseName=b",
                "jdbc:oracle:thin:@host:1521:A | jdbc:oracle:thin:@host:1521:B",
                "jdbc:oracle:thin:@tns-a | jdbc:oracle:thin:@tns-b",
            })
    void areTwoWhereThatIsNotSure(String one, String other) {
        assertThat(place(one)).isNotEqualTo(place(other));
    }

    @Test
    void areToldByDriverPropertiesToo() {
        String url = "jdbc:postgresql:///app";
        assertThat(DatabasePlace.of(url, Map.of("cloudSqlInstance", "a", "password", "secret")))
                .isNotEqualTo(DatabasePlace.of(url, Map.of("CloudSqlInstance", "b")))
                .isEqualTo(DatabasePlace.of(url + "?cloudSqlInstance=a&ssl=true", Map.of()))
                .doesNotContain("secret");
    }

    private static String place(String url) {
        return DatabasePlace.of(url, Map.of());
    }
}
