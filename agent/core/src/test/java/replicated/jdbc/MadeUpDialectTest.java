// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.cli.CheckCommand;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.ObjectNames;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.dialect.DriverSession;
import replicated.dialect.MadeUpDialect;
import replicated.dialect.MadeUpDriver;
import replicated.dialect.MadeUpPosition;
import replicated.replica.Health;
import replicated.replica.PrimaryAccess;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.replica.ReplicaSets;
import replicated.replica.TestAccess;
import replicated.route.Chooser;
import replicated.route.StatementKind;
import replicated.servers.Await;
import replicated.sql.Inspector;
import replicated.sql.VerdictRefiner;
import replicated.sql.catalogue.LiveCatalogue;

/**
 * A further database is one folder and one line: a dialect that nothing but the list of dialects has heard of is
 * recognised, watched, judged, checked and routed by its own answers.
 */
class MadeUpDialectTest {

    private static final String PRIMARY = "jdbc:madeup://primary/app;flavour=plain;wanted=primary";
    private static final String REPLICA = "jdbc:madeup://replica/app";

    @TempDir
    Path directory;

    private final MadeUpDriver driver = new MadeUpDriver();
    private MadeUpDialect.Known known;
    private ReplicaSet replicas;
    private LiveCatalogue catalogue;

    @BeforeEach
    void start() throws SQLException {
        known = MadeUpDialect.known();
        MadeUpDriver.start("primary", 5);
        MadeUpDriver.start("replica", 5);
        MadeUpDriver.start("silent", 0);
    }

    @AfterEach
    void stop() throws SQLException {
        if (replicas != null) {
            replicas.close();
        }
        MadeUpDriver.stopAll();
        known.close();
    }

    @Test
    void isRecognisedByItsUrlAndByItsServersWord() throws SQLException {
        assertThat(Dialects.ofUrl(REPLICA)).isSameAs(known.dialect());
        try (Connection connection = driver.connect(REPLICA, new Properties())) {
            assertThat(Dialects.ofServer("jdbc:dew://replica/app", connection)).isSameAs(known.dialect());
            assertThat(DriverSession.confirms(
                            connection,
                            known.dialect().session(),
                            known.dialect().probe().sample(connection)))
                    .isTrue();
        }
        known.close();
        assertThat(Dialects.ofUrl(REPLICA)).isSameAs(Dialects.OTHER);
    }

    @Test
    void itsReplicasAreWatchedByItsProbeAndLockedInItsWay() {
        open();

        assertThat(replicas.dialect()).isSameAs(known.dialect());
        assertThat(replicas.primaryPosition()).isEqualTo(new MadeUpPosition(5));
        Health health = replicas.replicas().get(0).health();
        assertThat(health.position()).isEqualTo(new MadeUpPosition(5));
        assertThat(health.lag()).isNotNull();
        assertThat(MadeUpDriver.HEARD).contains("replica MAKE SESSION READ ONLY");
        assertThat(MadeUpDriver.HEARD)
                .filteredOn(said -> said.startsWith("replica connects"))
                .allSatisfy(said ->
                        assertThat(said).contains("patience=2", "flavour=plain").doesNotContain("wanted"));
    }

    @Test
    void itsTextsAreReadByItsSyntaxAndItsWords() {
        Inspector inspector = new Inspector(known.dialect());

        assertThat(inspector.inspect("SELECT 1 # DELETE FROM t").kind()).isEqualTo(StatementKind.READ);
        assertThat(inspector.inspect("CONJURE a table").kind()).isEqualTo(StatementKind.WRITE);
        assertThat(inspector.inspect("SELECT made_up_lock(1)").kind()).isEqualTo(StatementKind.PRIMARY_ONLY);
        assertThat(new Inspector(Dialects.OTHER).inspect("CONJURE a table").kind())
                .isEqualTo(StatementKind.UNKNOWN);
    }

    @Test
    void itsStatementsAreRoutedByItsCatalogueAndItsErrors() throws SQLException {
        open();
        catalogue = new LiveCatalogue("app", known.dialect(), replicas, ObjectNames.NONE);
        catalogue.start();
        await(catalogue::known);

        assertThat(ranOn("SELECT look(1) FROM made_up_state")).isEqualTo("replica");
        assertThat(ranOn("SELECT stamp(1) FROM made_up_state")).isEqualTo("primary");
        assertThat(ranOn("SELECT innocent(1) FROM made_up_state")).isEqualTo("primary");
        assertThat(MadeUpDriver.HEARD).contains("replica SELECT innocent(1) FROM made_up_state");
        assertThat(ranOn("SELECT server AS going FROM made_up_state")).isEqualTo("primary");
        await(() -> MadeUpDriver.HEARD.contains("replica SELECT server AS going FROM made_up_state"));
    }

    @Test
    void itsTransactionsAreItsOwn() throws SQLException {
        open();
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            run(connection, "SELECT server FROM made_up_state");

            assertThatThrownBy(() -> connection.setReadOnly(false)).hasMessageContaining("not inside a transaction");
            connection.rollback();
        }
    }

    @Test
    void theCommandLineTellsWhatItsServersAre() throws IOException {
        Path file = Files.writeString(directory.resolve("replicated.yaml"), """
                replicas:
                  - {url: "jdbc:madeup://replica/app", name: r1}
                  - {url: "jdbc:madeup://silent/app", name: r2}
                """);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        CheckCommand.of(List.of(file.toString(), "--driver", driverJar().toString(), "--primary", PRIMARY))
                .run(stream);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "server     Made Up DB 1.0",
                        "position   x5",
                        "lag        at most",
                        "no position: nobody has made one up",
                        "missing privilege: MAKE THINGS UP")
                .doesNotContain("WRONG");
    }

    /** Says where the driver is, which is on the class path. */
    private Path driverJar() throws IOException {
        Path jar = directory.resolve("driver.jar");
        try (JarOutputStream services = new JarOutputStream(Files.newOutputStream(jar))) {
            services.putNextEntry(new JarEntry("META-INF/services/java.sql.Driver"));
            services.write(MadeUpDriver.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private void open() {
        DataSourceSettings settings = TestSettings.replicas(
                List.of(TestSettings.replica(REPLICA, "r1")),
                Config.DEFAULT.top().consistency());
        replicas = ReplicaSets.open("app", access(), settings, Duration.ofSeconds(5));
        await(() -> replicas.replicas().get(0).health().state() == Health.State.UP
                && MadeUpDriver.HEARD.contains("replica MAKE SESSION READ ONLY"));
    }

    private PrimaryAccess access() {
        return TestAccess.of(driver, PRIMARY, null, Secret.NONE);
    }

    private Connection connection() throws SQLException {
        StubScope scope = new StubScope();
        List<Replica> all = replicas.replicas();
        scope.replicas.addAll(all);
        return new RoutedConnectionFactory(Config.DEFAULT::routing, () -> null).open(scope, new MadeUpDatabase(), null);
    }

    private String ranOn(String sql) throws SQLException {
        try (Connection connection = connection()) {
            run(connection, sql);
        }
        String last = "";
        for (String said : MadeUpDriver.HEARD) {
            last = said.endsWith(sql) ? said : last;
        }
        return last.substring(0, last.indexOf(' '));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
        }
    }

    private static void await(BooleanSupplier condition) {
        Await.until(() -> MadeUpDriver.HEARD, condition::getAsBoolean);
    }

    /** The application's data source. */
    private final class MadeUpDatabase implements Database {

        private final Chooser chooser = new Chooser();

        @Override
        public String name() {
            return "app";
        }

        @Override
        public String key() {
            return "app1";
        }

        @Override
        public Dialect dialect() {
            return replicas.dialect();
        }

        @Override
        public PrimaryAccess access() {
            return MadeUpDialectTest.this.access();
        }

        @Override
        public ReplicaSet replicas() {
            return replicas;
        }

        @Override
        public Chooser chooser() {
            return chooser;
        }

        @Override
        public VerdictRefiner judge() {
            return catalogue == null ? VerdictRefiner.NONE : catalogue.judge();
        }

        @Override
        public Connection primary() throws SQLException {
            return driver.connect(PRIMARY, new Properties());
        }
    }
}
