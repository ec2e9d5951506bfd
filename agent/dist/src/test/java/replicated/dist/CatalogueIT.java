// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.servers.Cluster;
import replicated.servers.Server;

/**
 * Where requests run whose statements call functions, read views and tables of all kinds, and keep books: by the packed
 * agent, on real servers.
 */
class CatalogueIT {

    private static final String READ = "SELECT count(*) FROM note";

    enum Product {
        POSTGRESQL(OneStandby.POSTGRESQL) {
            @Override
            List<String> functions() {
                return List.of(
                        "CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS"
                                + " 'INSERT INTO public.log VALUES (1) RETURNING 1'",
                        "CREATE FUNCTION count_notes() RETURNS bigint LANGUAGE sql STABLE AS"
                                + " 'SELECT count(*) FROM public.note'",
                        "CREATE FUNCTION locks() RETURNS boolean LANGUAGE sql AS 'SELECT pg_try_advisory_lock(1)'",
                        "CREATE FUNCTION set_who(text) RETURNS text LANGUAGE sql AS"
                                + " 'SELECT set_config(''app.who'', $1, false)'",
                        "CREATE UNLOGGED TABLE counters (n int)",
                        "CREATE VIEW locking AS SELECT locks() AS l");
            }

            @Override
            List<String> others() {
                return List.of("SELECT set_who('alice')", "SELECT locks()", "SELECT l FROM locking");
            }
        },
        MARIADB(OneStandby.MARIADB),
        MYSQL(OneStandby.MYSQL);

        private final OneStandby servers;

        Product(OneStandby servers) {
            this.servers = servers;
        }

        List<String> functions() {
            return List.of(
                    "CREATE FUNCTION touch() RETURNS int MODIFIES SQL DATA"
                            + " BEGIN INSERT INTO log VALUES (1); RETURN 1; END",
                    "CREATE FUNCTION count_notes() RETURNS bigint READS SQL DATA RETURN (SELECT count(*) FROM note)",
                    "CREATE FUNCTION take_lock() RETURNS int RETURN get_lock('a', 0)",
                    "CREATE TABLE counters (n int) ENGINE = MEMORY",
                    "CREATE VIEW locking AS SELECT take_lock() AS l");
        }

        List<String> others() {
            return List.of("SELECT take_lock()", "SELECT l FROM locking");
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void functionsViewsAndTablesAreReadWhereTheyAreRight(Product product) throws Exception {
        try (Cluster cluster = product.servers.start()) {
            schema(product, cluster);
            try (ForkedApp app = start(cluster)) {
                URI address = URI.create(app.address());
                awaitReplica(app, address);

                assertServed(app, get(address, "r", "SELECT count_notes()"), "standby-1");
                for (String sql : Stream.concat(
                                Stream.of("SELECT touch()", "SELECT t FROM touching", "SELECT t FROM over_it"),
                                product.others().stream())
                        .toList()) {
                    assertServed(app, get(address, "r", sql), "primary");
                    assertServed(app, get(address, "r", READ), "standby-1");
                }
                assertServed(app, get(address, "r", "SELECT count(*) FROM counters"), "primary");
                assertThat(bookmark(get(address, "r", "SELECT count(*) FROM counters")))
                        .isEmpty();
                assertServed(app, get(address, "r", READ), "standby-1");

                for (String sql : List.of("SELECT touch()", "SELECT t FROM over_it")) {
                    HttpResponse<String> posted = new Visitor(true).post(address, "/d?sql=" + encoded(sql), "");
                    assertServed(app, posted, "primary");
                    assertThat(bookmark(posted)).as(sql).isNotEmpty();
                }
                assertThat(cluster.standby(0).statementsLogged())
                        .noneMatch(logged -> logged.text().matches("(?s)(?i).*(touch|locks?|set_who|over_it)\\b.*"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void booksAreKeptOnThePrimaryAndTheRestOfTheRequestStaysOnTheReplica(Product product) throws Exception {
        try (Cluster cluster = product.servers.start()) {
            schema(product, cluster);
            try (ForkedApp app = start(cluster)) {
                URI address = URI.create(app.address());
                awaitReplica(app, address);
                String update = "UPDATE spring_session SET last_access = last_access + 1";
                String session = "SELECT last_access FROM spring_session";
                cluster.servers().forEach(Server::forgetStatements);

                for (int request = 0; request < 5; request++) {
                    for (String each : List.of("&each=1", "")) {
                        HttpResponse<String> answer = get(address, "r", session, READ, update, READ, each);
                        assertThat(bookmark(answer)).as(app.transcript()).isEmpty();
                    }
                }
                assertThat(logged(cluster.primary(), READ)).as(app.transcript()).isZero();
                assertThat(logged(cluster.standby(0), READ)).isEqualTo(20);
                assertThat(logged(cluster.primary(), session)).isEqualTo(10);
                try (Connection connection = cluster.primary().connect();
                        Statement statement = connection.createStatement();
                        var row = statement.executeQuery(session)) {
                    row.next();
                    assertThat(row.getInt(1)).isEqualTo(10);
                }
                assertThat(app.err()).noneMatch(line -> line.contains("fault at"));
            }
        }
    }

    private static long logged(Server server, String sql) {
        return server.statementsLogged().stream()
                .filter(logged -> logged.text().contains(sql))
                .count();
    }

    private void schema(Product product, Cluster cluster) throws Exception {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "CREATE TABLE note (words varchar(100))",
                    "INSERT INTO note VALUES ('x')",
                    "CREATE TABLE log (n int)",
                    "CREATE TABLE spring_session (last_access int)",
                    "INSERT INTO spring_session VALUES (0)")) {
                statement.execute(sql);
            }
            for (String sql : product.functions()) {
                statement.execute(sql);
            }
            statement.execute("CREATE VIEW touching AS SELECT touch() AS t");
            statement.execute("CREATE VIEW over_it AS SELECT t FROM touching");
        }
        cluster.awaitCaughtUp();
    }

    private ForkedApp start(Cluster cluster) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                replicas:
                  - url: %s
                    name: standby-1
                status: {response-header: true}
                """.formatted(
                        cluster.standby(0).jdbcUrl()));
        return ForkedApp.main("app.Statements")
                .classPath(Jars.app())
                .classPath(Jars.libraries(
                        "HikariCP",
                        "slf4j-",
                        "jetty-",
                        "jakarta.servlet-api",
                        "postgresql-",
                        "mariadb-java",
                        "mysql-c"))
                .jvm(
                        "-Dapp.url=" + cluster.primary().jdbcUrl(),
                        "-Dapp.user=" + Cluster.USER,
                        "-Dapp.password=" + Cluster.PASSWORD)
                .agent(file)
                .start();
    }

    private static void awaitReplica(ForkedApp app, URI address) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!served(get(address, "r", READ)).equals("standby-1")) {
            assertThat(System.nanoTime()).as(app.transcript()).isLessThan(deadline);
        }
    }

    private static HttpResponse<String> get(URI address, String path, String... texts) throws Exception {
        String query = Stream.of(texts)
                .map(text -> text.startsWith("&") || text.isEmpty() ? text.replace("&", "") : "sql=" + encoded(text))
                .collect(Collectors.joining("&"));
        HttpResponse<String> answer = new Visitor(false).get(address, "/" + path + "?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String encoded(String sql) {
        return URLEncoder.encode(sql, StandardCharsets.UTF_8);
    }

    private static String served(HttpResponse<String> answer) {
        return answer.headers().firstValue("Server-Timing").orElse("").replaceAll(".*desc=\"(.*)\".*", "$1");
    }

    private static List<String> bookmark(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie");
    }

    private static void assertServed(ForkedApp app, HttpResponse<String> answer, String by) {
        assertThat(served(answer)).as(answer.uri() + "\n" + app.transcript()).isEqualTo(by);
    }
}
