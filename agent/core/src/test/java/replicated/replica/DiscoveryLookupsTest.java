// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Expand;

/** Names are looked up past the memory of the JVM, which would keep an answer for 30 s or for ever. */
class DiscoveryLookupsTest {

    @TempDir
    Path folder;

    private final TinyNameServer names = new TinyNameServer();
    private Path hosts;
    private Resolver resolver;

    @BeforeEach
    void make() {
        hosts = folder.resolve("hosts");
        resolver = new DiscoveryLookups(new DnsRecords(names.url()), new HostsFile(hosts));
    }

    @AfterEach
    void close() {
        names.close();
    }

    @Test
    void eachAddressOfANameIsAServerAndAChangeIsSeenAtOnce() throws IOException {
        names.set("replicas.test", "A", "10.0.0.2", "10.0.0.1");
        names.set("replicas.test", "AAAA", "2001:db8::1");
        assertThat(resolver.servers(Expand.DNS, "replicas.test", 5432))
                .containsExactly("10.0.0.1:5432", "10.0.0.2:5432", "[2001:db8:0:0:0:0:0:1]:5432");
        names.set("replicas.test", "A", "10.0.0.3");
        names.set("replicas.test", "AAAA");
        assertThat(resolver.servers(Expand.DNS, "replicas.test", 5432)).containsExactly("10.0.0.3:5432");
        assertThat(resolver.servers(Expand.DNS, "Replicas.TEST", 0)).containsExactly("10.0.0.3");
    }

    @Test
    void eachTargetOfSrvRecordsIsAServerUnderItsNameAndPort() throws IOException {
        names.set("_postgresql._tcp.db.test", "SRV", "5433 two.db.test", "5432 one.db.test");
        assertThat(resolver.servers(Expand.SRV, "_postgresql._tcp.db.test", 1))
                .containsExactly("one.db.test:5432", "two.db.test:5433");
    }

    @Test
    void aServiceThatIsSaidNotToBeThereHasNoServer() {
        names.set("_none._tcp.test", "SRV", "0 .");
        assertThatThrownBy(() -> resolver.servers(Expand.SRV, "_none._tcp.test", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no SRV records");
    }

    @Test
    void theHostsFileComesFirstAndIsReadAnew() throws IOException {
        names.set("replicas.test", "A", "10.0.0.1");
        Files.writeString(
                hosts, "127.0.0.1 localhost\n# 10.9.9.9 replicas.test\n10.0.0.7\tother REPLICAS.test # here\n");
        assertThat(resolver.servers(Expand.DNS, "replicas.test", 3306)).containsExactly("10.0.0.7:3306");
        Files.writeString(hosts, "10.0.0.8 replicas.test\n::1 replicas.test\n");
        assertThat(resolver.servers(Expand.DNS, "replicas.test", 3306))
                .containsExactly("10.0.0.8:3306", "[0:0:0:0:0:0:0:1]:3306");
    }

    @Test
    void whatNeitherKnowsIsLeftToTheJdk() throws IOException {
        assertThat(resolver.servers(Expand.DNS, "localhost", 5432)).contains("127.0.0.1:5432");
        assertThat(Resolver.ofThisMachine().servers(Expand.DNS, "localhost", 5432))
                .contains("127.0.0.1:5432");
    }

    @Test
    void anAddressStandsForItself() throws IOException {
        assertThat(resolver.servers(Expand.DNS, "10.0.0.1", 5432)).containsExactly("10.0.0.1:5432");
        assertThat(resolver.servers(Expand.DNS, "::1", 5432)).containsExactly("[0:0:0:0:0:0:0:1]:5432");
        assertThat(names.questions).hasValue(0);
    }

    @Test
    void aNameThatNobodyKnowsAndAServerThatFailsAreErrors() {
        assertThatThrownBy(() -> resolver.servers(Expand.SRV, "nowhere.invalid", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.invalid");
        assertThatThrownBy(() -> resolver.servers(Expand.DNS, "nowhere.invalid", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.invalid");
        names.set("replicas.invalid", "A", "10.0.0.1");
        names.fail(true);
        assertThatThrownBy(() -> resolver.servers(Expand.DNS, "replicas.invalid", 1))
                .isInstanceOf(IOException.class);
    }
}
