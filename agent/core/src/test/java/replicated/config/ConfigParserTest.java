// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;
import static replicated.config.ParsedText.parse;

import java.io.File;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.log.Level;
import replicated.log.LogFormat;
import replicated.log.LogSettings;

/** What a file that is accepted means. */
class ConfigParserTest {

    @TempDir
    File directory;

    @Test
    void threeLinesAreEnough() throws ConfigException {
        Config config = parse("replicas:\n  - url: jdbc:postgresql://replica-1/app\n");

        assertThat(config.top().replicas()).singleElement().satisfies(replica -> {
            assertThat(replica.url()).isEqualTo("jdbc:postgresql://replica-1/app");
            assertThat(replica.name()).isEqualTo("replica-1:5432");
            assertThat(replica.weight()).isEqualTo(1);
            assertThat(replica.username()).isNull();
            assertThat(replica.password()).isEqualTo(Secret.NONE);
            assertThat(replica.driverProperties()).isEmpty();
            assertThat(replica.pool()).isEmpty();
        });
        assertThat(config.warnings()).isEmpty();
        assertThat(config.mode()).isEqualTo(Mode.ROUTE);
    }

    @Test
    void everyKeyArrivesWhereItBelongs() throws ConfigException {
        Config config = parse("""
                mode: observe
                auto-read-on-replica: false
                read-methods: [get, Report]
                read-only-transactions: true
                replicas:
                  - url: jdbc:mysql://10.0.0.1:3307/app
                    name: r1
                    weight: 3
                    zone: north
                    expand: dns
                    username: reader
                    password: 12345678
                    driver-properties: {ssl: true, loginTimeout: 5}
                    pool: {maximum-pool-size: 7, max-lifetime: 10m, idle-timeout: 90000}
                zone: ${ZONE:south}
                slow-start: 30s
                datasources:
                  - match: {url: "*/crm", pool-name: "crm*", class: "com.*"}
                    replicas: []
                    balance: affinity
                    consistency: {max-lag: 20s, wait: 50ms}
                balance: random
                replica-timeout: 300ms
                fallback: {max-concurrent: 8}
                routes:
                  - {path: /reports/**, methods: [get], use: replica, max-lag: 50s}
                  - {path: /admin/*, use: primary}
                annotations: {primary: [Strong, "@a.b.Master"], replica: [Stale]}
                consistency:
                  read-your-writes: window
                  window: 2s
                  wait: 20ms
                  max-lag: 3s
                  poll-interval: 50ms
                  cookie: bm
                  header: X-Bm
                  max-age: 1h
                  secret: 0123456789abcdef
                writes-on-read-requests: refuse
                learn: false
                learned-routes-file: learned.txt
                status: {listen: "127.0.0.1:9470", response-header: true, jmx: false}
                log: {level: debug, file: replicated.log}
                """);

        assertThat(config.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(config.requests().autoReadOnReplica()).isFalse();
        assertThat(config.requests().readMethods()).containsExactlyInAnyOrder("GET", "REPORT");
        assertThat(config.routing().readOnlyTransactions()).isTrue();
        ReplicaSettings replica = config.top().replicas().get(0);
        assertThat(replica.name()).isEqualTo("r1");
        assertThat(replica.weight()).isEqualTo(3);
        assertThat(replica.zone()).isEqualTo("north");
        assertThat(replica.expand()).isEqualTo(Expand.DNS);
        assertThat(replica.username()).isEqualTo("reader");
        assertThat(replica.password()).isEqualTo(new Secret("12345678"));
        assertThat(replica.driverProperties()).isEqualTo(Map.of("ssl", "true", "loginTimeout", "5"));
        assertThat(replica.pool())
                .isEqualTo(Map.of("maximum-pool-size", "7", "max-lifetime", "600000", "idle-timeout", "90000"));
        assertThat(config.top().balance()).isEqualTo(Balance.RANDOM);
        assertThat(config.top().line()).isEqualTo(5);
        assertThat(config.top().zone()).isEqualTo("south");
        assertThat(config.top().slowStart()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.dataSources()).singleElement().satisfies(entry -> {
            assertThat(entry.match()).isEqualTo(new DataSourceSettings.Match("*/crm", "crm*", "com.*"));
            assertThat(entry.balance()).isEqualTo(Balance.AFFINITY);
            assertThat(entry.zone()).isEqualTo("south");
            assertThat(entry.slowStart()).isEqualTo(Duration.ofSeconds(30));
            assertThat(entry.line()).isEqualTo(18);
        });
        assertThat(config.routing().replicaTimeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(config.routing().fallback().maxConcurrent()).isEqualTo(8);
        assertThat(config.requests().routes())
                .containsExactly(
                        new RouteRule(
                                "/reports/**",
                                java.util.Set.of("GET"),
                                RouteRule.Use.REPLICA,
                                Duration.ofSeconds(50),
                                26),
                        new RouteRule("/admin/*", java.util.Set.of(), RouteRule.Use.PRIMARY, null, 27));
        assertThat(config.requests().primaryAnnotations()).containsExactlyInAnyOrder("Strong", "a.b.Master");
        assertThat(config.requests().replicaAnnotations()).containsExactly("Stale");
        assertThat(config.top().consistency())
                .returns(ReadYourWrites.WINDOW, Consistency::readYourWrites)
                .returns(WritesOf.CLIENT, Consistency::writesOf)
                .returns(Duration.ofSeconds(2), Consistency::window)
                .returns(Duration.ofMillis(20), Consistency::maxWait)
                .returns(Duration.ofSeconds(3), Consistency::maxLag)
                .returns(Duration.ofMillis(50), Consistency::pollInterval);
        assertThat(config.bookmarks())
                .returns("bm", BookmarkSettings::cookie)
                .returns("X-Bm", BookmarkSettings::header)
                .returns(Duration.ofHours(1), BookmarkSettings::maxAge)
                .returns(new Secret("0123456789abcdef"), BookmarkSettings::secret);
        assertThat(config.routing().writesOnReadRequests()).isEqualTo(WritesOnReadRequests.REFUSE);
        assertThat(config.learning().learn()).isFalse();
        assertThat(config.learning().file()).isEqualTo("learned.txt");
        assertThat(config.status())
                .returns("127.0.0.1:9470", StatusSettings::listen)
                .returns(true, StatusSettings::responseHeader)
                .returns(false, StatusSettings::jmx);
        assertThat(config.log()).isEqualTo(new LogSettings(Level.DEBUG, "replicated.log", LogFormat.TEXT));
    }

    @Test
    void aDataSourceTakesFromTheTopLevelWhatItDoesNotSay() throws ConfigException {
        Config config = parse("""
                datasources:
                  - match: {pool-name: crm}
                    replicas: [{url: "jdbc:h2:mem:crm"}]
                    consistency: {max-lag: 20s}
                balance: least-connections
                consistency: {wait: 30ms, cookie: mine}
                """);

        DataSourceSettings entry = config.dataSources().get(0);
        assertThat(entry.balance()).isEqualTo(Balance.LEAST_CONNECTIONS);
        assertThat(entry.consistency().maxLag()).isEqualTo(Duration.ofSeconds(20));
        assertThat(entry.consistency().maxWait()).isEqualTo(Duration.ofMillis(30));
        assertThat(config.bookmarks().cookie()).isEqualTo("mine");
        assertThat(config.top().consistency().maxLag()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"off, OFF", "false, OFF", "OFF, OFF", "'\"off\"', OFF", "observe, OBSERVE", "Route, ROUTE"})
    void theModeAloneIsAFile(String written, Mode expected) throws ConfigException {
        assertThat(parse("mode: " + written).mode()).isEqualTo(expected);
    }

    @Test
    void theKillSwitchNeedsNoReplicasAndNoWarning() throws ConfigException {
        assertThat(parse("mode: off").warnings()).isEmpty();
    }

    @Test
    void aFileWithoutReplicasIsValidButWarns() throws ConfigException {
        assertThat(parse("learn: false").warnings())
                .containsExactly(
                        "replicated.yaml: no replicas: nothing is routed; add them under replicas or datasources");
    }

    @Test
    void masterAndSlaveAreUnderstoodWhereverOneTypes() throws ConfigException {
        Config config = parse("""
                auto-read-on-slave: false
                slave-timeout: 2s
                slaves:
                  - url: jdbc:h2:mem:a
                routes:
                  - {path: /a, use: slave}
                  - {path: /b, use: master}
                annotations: {master: [M], slave: [S]}
                """);

        assertThat(config.requests().autoReadOnReplica()).isFalse();
        assertThat(config.routing().replicaTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.top().replicas()).hasSize(1);
        assertThat(config.requests().routes())
                .extracting(RouteRule::use)
                .containsExactly(RouteRule.Use.REPLICA, RouteRule.Use.PRIMARY);
        assertThat(config.requests().primaryAnnotations()).containsExactly("M");
        assertThat(config.requests().replicaAnnotations()).containsExactly("S");
    }

    @Test
    void valuesComeFromTheEnvironment() throws ConfigException {
        Map<String, String> environment = Map.of("HOST", "db-2", "PASS", "p${x}", "LAG", "7s", "MODE", "observe");
        Config config = parse("""
                mode: ${MODE}
                learn: ${LEARN:false}
                read-methods: ["${METHOD:get}"]
                replicas:
                  - url: jdbc:postgresql://${HOST:localhost}:${PORT:5433}/app
                    name: a$${b}
                    password: ${PASS}
                    username: ${DB_USER:${ALSO_NOT_SET:reader}}
                    driver-properties: {p: "${EMPTY:}"}
                    weight: ${WEIGHT:2}
                consistency: {max-lag: "${LAG}"}
                """, environment);

        assertThat(config.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(config.learning().learn()).isFalse();
        assertThat(config.requests().readMethods()).containsExactly("GET");
        ReplicaSettings replica = config.top().replicas().get(0);
        assertThat(replica.url()).isEqualTo("jdbc:postgresql://db-2:5433/app");
        assertThat(replica.name()).isEqualTo("a${b}");
        assertThat(replica.password().value()).isEqualTo("p${x}");
        assertThat(replica.username()).isEqualTo("reader");
        assertThat(replica.driverProperties()).containsEntry("p", "");
        assertThat(replica.weight()).isEqualTo(2);
        assertThat(config.top().consistency().maxLag()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void thePasswordComesFromItsFileWithoutTheLastLineBreak() throws Exception {
        File secret = write("secret", " top secret \n");

        Config config = parse("replicas: [{url: \"jdbc:h2:mem:a\", password-file: \"" + secret + "\"}]");

        ReplicaSettings replica = config.top().replicas().get(0);
        assertThat(replica.password().value()).isEqualTo(" top secret ");
        assertThat(replica.passwordFile()).isEqualTo(secret.getPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"250ms=PT0.25S", "5s=PT5S", "2m=PT2M", "1h=PT1H", "0=PT0S", "0ms=PT0S"})
    void durationsAreReadInEveryUnit(String case1) throws ConfigException {
        String[] written = case1.split("=", -1);
        assertThat(parse("consistency: {wait: " + written[0] + "}")
                        .top()
                        .consistency()
                        .maxWait())
                .isEqualTo(Duration.parse(written[1]));
    }

    @Test
    void yamlMergeKeysAndAliasesWork() throws ConfigException {
        Config config = parse("""
                replicas:
                  - &first {url: "jdbc:h2:mem:a", name: a, weight: 4}
                  - <<: *first
                    name: b
                """);

        assertThat(config.top().replicas()).extracting(ReplicaSettings::weight).containsExactly(4, 4);
        assertThat(config.top().replicas()).extracting(ReplicaSettings::name).containsExactly("a", "b");
    }

    @Test
    void aByteOrderMarkIsNoError() throws ConfigException {
        assertThat(parse("\uFEFFmode: off").mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void anEmptyListOrBlockIsAsGoodAsNone() throws ConfigException {
        assertThat(parse("replicas:\nroutes: ~\nconsistency:\nfallback: null\n")
                        .top()
                        .consistency())
                .isEqualTo(Config.DEFAULT.top().consistency());
    }

    @Test
    void whatIsAllowedButHardlyMeantIsAWarning() throws ConfigException {
        Config config = parse("""
                replicas: [{url: "jdbc:h2:mem:a"}]
                routes: [{path: /**, max-lag: 5m}]
                consistency:
                  secret: short
                  window: 2m
                """);

        assertThat(config.warnings())
                .hasSize(3)
                .anySatisfy(text -> assertThat(text)
                        .startsWith("replicated.yaml:2: routes.max-lag: is longer than consistency.max-age"))
                .anySatisfy(text -> assertThat(text).startsWith("replicated.yaml:4: consistency.secret: is short"))
                .anySatisfy(text -> assertThat(text).startsWith("replicated.yaml:5: consistency.window: is longer"));
        assertThat(config.warnings()).noneMatch(text -> text.contains("short and") && text.contains("\"short\""));
    }

    @Test
    void aRealFileIsRead() throws Exception {
        File file = write("replicated.yaml", "mode: off\n");

        assertThat(ConfigParser.parse(file, name -> null).mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void aReloadSaysWhatTakesARestart() throws ConfigException {
        Config now = parse("mode: route");
        Config next = parse("""
                mode: observe
                annotations: {primary: [A], replica: [B]}
                learned-routes-file: x
                status: {listen: "127.0.0.1:1", jmx: false}
                """);

        assertThat(now.restartNeededFor(parse("mode: off"))).isEmpty();
        assertThat(now.restartNeededFor(next))
                .containsExactlyInAnyOrderElementsOf(Keys.TABLE.rows().stream()
                        .filter(key -> !key.live())
                        .map(Key::path)
                        .toList());
    }

    /** Secrets stay secret (P8). Fails if {@code Secret.toString} gives the value. */
    @Test
    void nothingSecretIsInAnyToString() throws ConfigException {
        Config config = parse("""
                replicas:
                  - url: jdbc:postgresql://user:hunter2@replica/app?password=hunter2&sslpassword=hunter2
                    password: hunter2
                    driver-properties: {password: hunter2}
                consistency: {secret: hunter2hunter2hunter2}
                """);

        assertThat(config.toString()).contains("replica").doesNotContain("hunter2");
    }

    private File write(String name, String content) throws IOException {
        File file = new File(directory, name);
        try (Writer out = new FileWriter(file, StandardCharsets.UTF_8)) {
            out.write(content);
        }
        return file;
    }
}
