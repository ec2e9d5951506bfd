// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import replicated.dialect.UrlQuery;

/** A replica is reached as the primary is: what its URL does not say again is taken from the primary's. */
class UrlParametersTest {

    @Test
    void areReadFromTheQueryPart() {
        assertThat(UrlParameters.of("jdbc:postgresql://h/db?currentSchema=a%2Cb&sslmode=require&flag"))
                .isEqualTo(Map.of("currentSchema", "a,b", "sslmode", "require"));
        assertThat(UrlParameters.of("jdbc:mariadb://h/db")).isEmpty();
    }

    @Test
    void areTheSameBehindADriverThatStandsBeforeTheDatabasesOwn() {
        assertThat(UrlParameters.of("jdbc:p6spy:postgresql://h/db?sslmode=require"))
                .isEqualTo(Map.of("sslmode", "require"));
        assertThat(UrlParameters.inherited(
                        "jdbc:aws-wrapper:mysql://app:secret@h:3306/db", Map.of(), "jdbc:postgresql://r/db"))
                .isEqualTo(Map.of("user", "app", "password", "secret"));
    }

    @Test
    void areNotGuessedForUrlsThatAreWrittenOtherwise() {
        assertThat(UrlParameters.of("jdbc:h2:mem:db;INIT=SET X?a=b")).isEmpty();
    }

    @Test
    void areNotInheritedWhereTheyNameTheRoleOfTheServer() {
        assertThat(UrlParameters.inherited(
                        "jdbc:postgresql://a,b/db?targetServerType=primary&ssl=true",
                        Map.of(),
                        "jdbc:postgresql://r/db"))
                .isEqualTo(Map.of("ssl", "true"));
    }

    @Test
    void includeTheLoginThatStandsBeforeTheHost() {
        assertThat(UrlParameters.inherited(
                        "jdbc:mysql://app:s%40cret@h:3306/db?useSSL=false", Map.of(), "jdbc:postgresql://r/db"))
                .isEqualTo(Map.of("user", "app", "password", "s@cret", "useSSL", "false"));
    }

    @Test
    void areNotInheritedWhereTheyLeadToAnotherServer() {
        assertThat(UrlParameters.inherited(
                        "jdbc:postgresql:///db?cloudSqlInstance=p:r:primary&socketFactory=x.Factory&ssl=true",
                        Map.of(
                                "socketFactoryArg",
                                "y",
                                "serverName",
                                "primary",
                                "portNumber",
                                "5433",
                                "sslmode",
                                "require"),
                        "jdbc:postgresql://replica/db"))
                .isEqualTo(Map.of("ssl", "true", "sslmode", "require"));
        assertThat(UrlParameters.inherited(
                        "jdbc:sqlserver://primary",
                        Map.of("InstanceName", "a", "databaseName", "app", "encrypt", "true"),
                        "jdbc:sqlserver://replica;databaseName=app"))
                .isEqualTo(Map.of("encrypt", "true"));
        assertThat(UrlParameters.inherited(
                        "jdbc:mariadb://primary/db?localSocket=/run/mysqld.sock", Map.of(), "jdbc:mariadb://r/db"))
                .isEmpty();
    }

    @Test
    void nameTheDatabaseWhereTheReplicasUrlDoesNot() {
        assertThat(UrlParameters.inherited(
                        "jdbc:sqlserver://primary", Map.of("databaseName", "app"), "jdbc:sqlserver://replica"))
                .isEqualTo(Map.of("databaseName", "app"));
    }

    @Test
    void canBeTakenOutOfAUrlByName() {
        Set<String> names = Set.of("ApplicationName");
        assertThat(UrlQuery.without("jdbc:postgresql://h/db?ApplicationName=a%26b&ssl=true", names))
                .isEqualTo("jdbc:postgresql://h/db?ssl=true");
        assertThat(UrlQuery.without("jdbc:postgresql://h/db?x&ApplicationName=a", names))
                .isEqualTo("jdbc:postgresql://h/db?x");
        assertThat(UrlQuery.without("jdbc:postgresql://h/db?ApplicationName=a", names))
                .isEqualTo("jdbc:postgresql://h/db?");
        assertThat(UrlQuery.without("jdbc:postgresql://h/db", names)).isEqualTo("jdbc:postgresql://h/db");
    }
}
