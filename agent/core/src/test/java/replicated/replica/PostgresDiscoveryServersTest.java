// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Balance;
import replicated.config.Expand;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.config.TestSettings;
import replicated.replica.Health.State;
import replicated.route.Chooser;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/** Standbys behind a name that a real name server tells come and go under traffic, and no read fails of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresDiscoveryServersTest {

    private PostgresCluster cluster;

    @BeforeAll
    void startServers() {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(2).start();
    }

    @AfterAll
    void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void standbysBehindSrvRecordsComeAndGoWithoutAFailedRead() throws Exception {
        try (TinyNameServer names = new TinyNameServer()) {
            String service = "_postgresql._tcp.app.test";
            String one = target(cluster.standby(0));
            String two = target(cluster.standby(1));
            names.set(service, "SRV", one);
            try (ReplicaSet set = open(names, Expand.SRV, "jdbc:postgresql://" + service + "/" + Cluster.DATABASE);
                    Readers readers = new Readers(set)) {
                comeAndGo(
                        names,
                        service,
                        "SRV",
                        readers,
                        one,
                        two,
                        server(cluster.standby(0)),
                        server(cluster.standby(1)));
            }
        }
    }

    @Test
    void standbysBehindAddressesComeAndGoWithoutAFailedRead() throws Exception {
        try (TinyNameServer names = new TinyNameServer();
                TcpProxy one = TcpProxy.to(cluster.standby(0));
                TcpProxy two = one.at("127.0.0.2")) {
            two.retarget(cluster.standby(1));
            String name = "replicas.app.test";
            names.set(name, "A", "127.0.0.1");
            String url = cluster.standby(0).jdbcUrlAt(name, one.port());
            try (ReplicaSet set = open(names, Expand.DNS, url);
                    Readers readers = new Readers(set)) {
                comeAndGo(
                        names,
                        name,
                        "A",
                        readers,
                        "127.0.0.1",
                        "127.0.0.2",
                        "127.0.0.1:" + one.port(),
                        "127.0.0.2:" + two.port());
            }
        }
    }

    /** The certificate bears the name, the connection goes to an address: both have to be right. */
    @Test
    void theServersCertificateIsVerifiedByTheNameAlthoughTheAddressIsConnectedTo(@TempDir Path folder)
            throws Exception {
        try (TinyNameServer names = new TinyNameServer()) {
            Path certificate = withCertificateFor("replicas.app.test", cluster.standby(0), folder);
            names.set("replicas.app.test", "A", "127.0.0.1");
            names.set("others.app.test", "A", "127.0.0.1");
            String parameters = "?sslmode=verify-full&sslrootcert=" + certificate;
            int port = cluster.standby(0).port();
            String right = cluster.standby(0).jdbcUrlAt("replicas.app.test", port) + parameters;
            try (ReplicaSet set = open(names, Expand.DNS, right)) {
                Given.until(
                        () -> set.replicas().stream().map(Replica::health).toList(),
                        () -> set.replicas().stream()
                                .anyMatch(one -> one.health().state() == State.UP));
                Replica replica = set.replicas().get(0);
                assertThat(replica.name()).isEqualTo("127.0.0.1:" + port);
                try (Connection connection = replica.borrow(1000)) {
                    assertThat(ReplicaSetContract.value(
                                    connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                            .isEqualTo("t");
                }
            }
            String wrong = cluster.standby(0).jdbcUrlAt("others.app.test", port) + parameters;
            try (ReplicaSet set = open(names, Expand.DNS, wrong)) {
                Given.until(
                        () -> set.replicas().stream().map(Replica::health).toList(),
                        () -> set.replicas().stream()
                                .anyMatch(one -> one.health().why().contains("others.app.test")));
                assertThat(set.replicas().get(0).health().state()).isEqualTo(State.DOWN);
            }
        }
    }

    /** Gives a server a key and a certificate for one name; returns the certificate. */
    private static Path withCertificateFor(String name, Server server, Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        String key = pem(
                "PRIVATE KEY", keys.getKey("server", "changeit".toCharArray()).getEncoded());
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            String data = ReplicaSetContract.value(administrator, "SHOW data_directory");
            statement.execute(copy(certificate, data + "/server.crt"));
            statement.execute(copy(key, data + "/server.key"));
            Files.setPosixFilePermissions(Path.of(data, "server.key"), PosixFilePermissions.fromString("rw-------"));
        }
        server.configure("ssl", "on");
        return Files.writeString(folder.resolve("root.crt"), certificate);
    }

    private static String copy(String lines, String file) {
        return "COPY (SELECT unnest(string_to_array('" + lines + "', chr(10)))) TO '" + file + "'";
    }

    private static String pem(String kind, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----";
    }

    private static void comeAndGo(
            TinyNameServer names,
            String name,
            String type,
            Readers readers,
            String firstRecord,
            String secondRecord,
            String first,
            String second) {
        readers.awaitReadsOnlyFrom(first);
        names.set(name, type, firstRecord, secondRecord);
        readers.awaitReadsFrom(first, second);
        names.fail(true);
        readers.awaitReadsFrom(first, second);
        names.fail(false);
        names.set(name, type, secondRecord);
        readers.awaitReadsOnlyFrom(second);
        names.set(name, type, secondRecord, firstRecord);
        readers.awaitReadsFrom(first, second);
        assertThat(readers.failures).isEmpty();
    }

    private static String target(Server server) {
        return server.port() + " localhost";
    }

    private static String server(Server server) {
        return "localhost:" + server.port();
    }

    private ReplicaSet open(TinyNameServer names, Expand expand, String url) {
        ReplicaSettings entry = TestSettings.replica(url, JdbcUrl.server(url), 1, "", expand, Map.of());
        return ReplicaSets.open(
                "app",
                Given.access(
                        new org.postgresql.Driver(),
                        cluster.primary().jdbcUrl(),
                        Cluster.USER,
                        new Secret(Cluster.PASSWORD)),
                Given.settings(List.of(entry)),
                Duration.ofSeconds(1),
                new DiscoveryLookups(new DnsRecords(names.url()), new HostsFile(Path.of("nowhere"))),
                Duration.ofMillis(100));
    }

    /** Scopes, one after the other on several threads: each chooses once and reads there as long as it may. */
    private static final class Readers implements AutoCloseable {

        private static final int THREADS = 4;
        private static final int READS_OF_A_SCOPE = 5;

        private final ReplicaSet set;
        private final Chooser chooser = new Chooser();
        private final Map<String, AtomicLong> reads = new ConcurrentHashMap<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads;
        private volatile boolean over;

        Readers(ReplicaSet set) {
            this.set = set;
            this.threads = Stream.generate(() -> new Thread(this::run, "reader"))
                    .limit(THREADS)
                    .toList();
            threads.forEach(Thread::start);
        }

        private void run() {
            Chooser.Need need = new Chooser.Need(null, Duration.ofSeconds(10), null, 0);
            while (!over) {
                Replica chosen = chooser.choose(set.replicas(), Balance.ROUND_ROBIN, need)
                        .replica();
                for (int i = 0; chosen != null && i < READS_OF_A_SCOPE && Chooser.fits(chosen, need); i++) {
                    try (Connection connection = chosen.borrow(1000);
                            Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
                        row.next();
                        assertThat(row.getBoolean(1)).isTrue();
                        reads.computeIfAbsent(chosen.name(), name -> new AtomicLong())
                                .incrementAndGet();
                    } catch (SQLException | AssertionError failed) {
                        failures.add(failed);
                    }
                }
                Thread.onSpinWait();
            }
        }

        /** Each serves at least a hundred more reads. */
        void awaitReadsFrom(String... names) {
            Map<String, Long> before = counts();
            Given.until(
                    () -> counts() + " " + failures,
                    () -> List.of(names).stream().allMatch(name -> count(name) >= before.getOrDefault(name, 0L) + 100));
        }

        void awaitReadsOnlyFrom(String name) {
            Given.until(
                    () -> set.replicas().stream().map(Replica::health).toList(),
                    () -> set.replicas().stream().map(Replica::name).toList().equals(List.of(name))
                            && set.replicas().get(0).health().state() == State.UP);
            awaitReadsFrom(name);
        }

        private long count(String name) {
            AtomicLong count = reads.get(name);
            return count == null ? 0 : count.get();
        }

        private Map<String, Long> counts() {
            Map<String, Long> counts = new ConcurrentHashMap<>();
            reads.forEach((name, count) -> counts.put(name, count.get()));
            return counts;
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
