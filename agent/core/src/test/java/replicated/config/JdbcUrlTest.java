// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas are named by their server, and no URL shows a password. */
class JdbcUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://replica-1/app replica-1:5432",
                "jdbc:postgresql://replica-1:6432/app?ssl=true replica-1:6432",
                "jdbc:postgresql://a:1,b:2/app a:1,b:2",
                "jdbc:postgresql://[::1]/app [::1]:5432",
                "jdbc:postgresql:app postgresql:app",
                "jdbc:mysql://me:pw@db/app db:3306",
                "jdbc:mariadb://db:3307 db:3307",
                "jdbc:sqlserver://db;databaseName=app db:1433",
                "jdbc:sqlserver://db\\one;databaseName=app db\\one",
                "jdbc:oracle:thin:@//db:1521/app db:1521",
                "jdbc:oracle:thin:scott/tiger@db:1521:app db:1521:app",
                "jdbc:h2:tcp://localhost:9092/~/app localhost:9092",
                "jdbc:h2:mem:app;MODE=MySQL h2:mem:app",
                "jdbc:p6spy:postgresql://replica-1/app replica-1:5432",
                "jdbc-secretsmanager:mysql://replica-1/app replica-1:3306",
                "jdbc:tc:mysql:8.4://replica-1/app replica-1:3306",
                "jdbc:mysql:replication://a,b/app a,b",
                "jdbc:p6spy:h2:mem:app h2:mem:app",
            })
    void theServerIsWhatTheUrlNames(String url, String server) {
        assertThat(JdbcUrl.server(url)).isEqualTo(server);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "jdbc:postgresql://db/app db 5432 jdbc:postgresql://other:1/app",
                "jdbc:postgresql://_postgresql._tcp.db:6432/app?a=b://c _postgresql._tcp.db 6432 jdbc:postgresql://other:1/app?a=b://c",
                "jdbc:postgresql://[2001:db8::1]:5433/app 2001:db8::1 5433 jdbc:postgresql://other:1/app",
                "jdbc:mysql://me:p@w@db db 3306 jdbc:mysql://me:p@w@other:1",
                "jdbc:p6spy:mariadb://db?x=y db 3306 jdbc:p6spy:mariadb://other:1?x=y",
                "jdbc:sqlserver://db;databaseName=app db 1433 jdbc:sqlserver://other:1;databaseName=app",
                "jdbc:stub://db db 0 jdbc:stub://other:1",
                "jdbc:postgresql://a,b/app - 0 -",
                "jdbc:postgresql:app - 0 -",
                "jdbc:postgresql:///app - 0 -",
                "jdbc:mysql://(host=db,port=1)/app - 0 -",
                "jdbc:sqlserver://db\\one - 0 -",
                "jdbc:h2:mem:app - 0 -",
            })
    void aSingleHostCanBeReplacedAndNothingElse(String url, String host, int port, String elsewhere) {
        assertThat(JdbcUrl.host(url)).isEqualTo(host);
        if (host != null) {
            assertThat(JdbcUrl.port(url)).isEqualTo(port);
            assertThat(JdbcUrl.withServer(url, "other:1")).isEqualTo(elsewhere);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://me:hunter2@replica/app",
                "jdbc:postgresql:/me:hunter2@replica/app",
                "jdbc:mysql://me:hunter2@h@replica:1/app",
                "jdbc:postgresql://replica/app?user=me&password=hunter2&x=1",
                "jdbc:postgresql://replica/app?PASSWORD=hunter2",
                "jdbc:postgresql://replica/app?sslpassword=hunter2",
                "jdbc:sqlserver://replica;trustStorePassword=hunter2;a=b",
                "jdbc:mysql://(host=replica,user=me,password=hunter2)/app",
                "jdbc:oracle:thin:scott/hunter2@replica:1521:app",
                "jdbc:p6spy:oracle:thin:scott/hunter2@replica:1521:app",
                "jdbc-secretsmanager:oracle:thin:scott/hunter2@replica:1521:app",
                "jdbc:aws-wrapper:mysql://me:hunter2@replica/app",
                "jdbc:mysql+srv://me:hunter2@replica/app",
                "cannot connect to jdbc:postgresql://me:hunter2@replica/app: refused",
            })
    void passwordsAreMasked(String text) {
        assertThat(JdbcUrl.masked(text)).contains("***").contains("replica").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://replica-1/app postgresql app",
                "jdbc:aws-wrapper:postgresql://replica-1/app?x=y postgresql app",
                "jdbc:p6spy:mysql://me:pw@replica-1/app mysql app",
                "jdbc:tc:postgresql:16.4:///app?TC_TMPFS=/x postgresql app",
                "jdbc-secretsmanager:mariadb://replica-1:3306/app mariadb app",
                "jdbc:mariadb:sequential://a,b/app mariadb app",
                "jdbc:mysql+srv://replicas/app mysql app",
                "jdbc:otel:sqlserver://replica-1;databaseName=app sqlserver app",
                "jdbc:p6spy:oracle:thin:@//replica-1:1521/app oracle app",
                "jdbc:p6spy:h2:mem:app;MODE=MySQL h2 mem:app",
                "jdbc:dew://replica-1/app dew app",
            })
    void theDatabaseIsTheSameByWhateverDriverItIsReached(String url, String kind, String database) {
        assertThat(JdbcUrl.subprotocol(url)).isEqualTo(kind);
        assertThat(JdbcUrl.database(url)).isEqualTo(database);
        assertThat(JdbcUrl.isOne(url)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://a/app jdbc:mysql://b/app true",
                "jdbc:p6spy:postgresql://a/app jdbc:h2:mem:app true",
                "jdbc:aws-wrapper:mysql://a/app jdbc:mysql://b/app false",
                "jdbc:mariadb://a/app jdbc:mysql://b/app false",
                "jdbc:dew://a/app jdbc:mysql://b/app false",
            })
    void onlyKindsThatAreKnownAndDoNotGoTogetherAreUnlike(String url, String other, boolean unlike) {
        assertThat(JdbcUrl.unlike(url, other)).isEqualTo(unlike);
        assertThat(JdbcUrl.unlike(other, url)).isEqualTo(unlike);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:otel:postgresql://a/app jdbc:postgresql://b/app?x=y jdbc:otel:postgresql://b/app?x=y",
                "jdbc:tracing:p6spy:mysql://a/app jdbc:mariadb://b/app jdbc:tracing:p6spy:mariadb://b/app",
                "jdbc-secretsmanager:mysql://a/app jdbc:mysql://b/app jdbc-secretsmanager:mysql://b/app",
                "jdbc:aws-wrapper:postgresql://a/app JDBC:postgresql://b/app jdbc:aws-wrapper:postgresql://b/app",
                "jdbc:p6spy:h2:mem:a jdbc:h2:mem:b jdbc:p6spy:h2:mem:b",
                "jdbc:p6spy:mysql:replication://a,b/app jdbc:mysql://c/app jdbc:p6spy:mysql://c/app",
                // No driver stands before one of them, or one before each.
                "jdbc:postgresql://a/app jdbc:postgresql://b/app jdbc:postgresql://b/app",
                "jdbc:postgresql://a/app jdbc:otel:postgresql://b/app jdbc:otel:postgresql://b/app",
                "jdbc:otel:postgresql://a/app jdbc:p6spy:postgresql://b/app jdbc:p6spy:postgresql://b/app",
                // Nothing is known of these.
                "jdbc:dew://a/app jdbc:postgresql://b/app jdbc:postgresql://b/app",
                "jdbc:otel:postgresql://a/app jdbc:dew://b/app jdbc:dew://b/app",
                // Would start a server.
                "jdbc:tc:postgresql:16.4:///app jdbc:postgresql://b/app jdbc:postgresql://b/app",
                "jdbc:p6spy:tc:postgresql:16.4:///app jdbc:postgresql://b/app jdbc:postgresql://b/app",
            })
    void theDriversBeforeOneAreTakenOverForAnother(String one, String other, String taken) {
        assertThat(JdbcUrl.withDriversOf(one, other)).isEqualTo(taken);
    }

    @Test
    void aTextWithoutASecretStaysAsItIs() {
        String text = "GET /a=b moved; user x@y.z: jdbc:postgresql://replica/app?user=me";
        assertThat(JdbcUrl.masked(text)).isEqualTo(text);
    }
}
