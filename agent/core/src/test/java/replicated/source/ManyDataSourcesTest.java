// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.log.Level;
import replicated.log.Log;
import replicated.log.LogFormat;
import replicated.log.LogSettings;
import replicated.servers.Await;

/** An application with a data source for each of its tenants, or for each call. */
class ManyDataSourcesTest {

    private final DataSources sources =
            new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:/replica-1/orders\"}]"), new RecordedReplicas());

    /** Held here: data sources are held weakly there. */
    private final List<JdbcDataSource> made = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void listen() {
        log = folder.resolve("log");
        Log.configure(new LogSettings(Level.INFO, log.toString(), LogFormat.TEXT));
    }

    @AfterEach
    void stopListening() {
        Log.configure(new LogSettings(Level.INFO, "", LogFormat.TEXT));
    }

    private long routed(int count) {
        long routed = 0;
        for (int i = 0; i < count; i++) {
            routed += sources.find(h2("jdbc:h2:mem:orders")) == null ? 0 : 1;
        }
        return routed;
    }

    @Test
    void twoHundredTenantsAreAllRouted() {
        assertThat(routed(200)).isEqualTo(200);
        assertThat(sources.unrouted()).isEmpty();
    }

    /** The table grows before anybody has swept: what hung on the one that was collected is decided anew all the same. */
    @Test
    void aRivalThatIsCollectedIsNoRivalAnyMoreHoweverManyHaveComeSince() throws InterruptedException {
        JdbcDataSource stays = h2("jdbc:h2:/server-1/orders");
        WeakReference<JdbcDataSource> rival = rivalOf(stays);
        while (rival.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
        for (int i = 0; i < 20; i++) {
            sources.find(h2("jdbc:h2:mem:other" + i));
        }

        sources.sweep();

        assertThat(sources.find(stays)).isNotNull();
    }

    private WeakReference<JdbcDataSource> rivalOf(JdbcDataSource source) {
        JdbcDataSource rival = new JdbcDataSource();
        rival.setURL("jdbc:h2:/server-2/orders");
        sources.find(source);
        sources.find(rival);
        assertThat(sources.find(source)).isNull();
        return new WeakReference<>(rival);
    }

    private JdbcDataSource h2(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        made.add(source);
        return source;
    }

    @Test
    void oneMoreIsReadByItselfHoweverManyThereAre() {
        List<CountedSource> tenants = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tenants.add(new CountedSource("jdbc:h2:mem:orders;SCHEMA=tenant" + i));
            assertThat(sources.find(tenants.get(i))).isNotNull();
        }

        // The second one as well: whether there is a rival is to be told of both.
        assertThat(tenants).extracting(tenant -> tenant.read).allMatch(read -> read <= 2 * CountedSource.ONE_READING);
    }

    @Test
    void oneMoreIsReadByItselfWhereEachTenantHasAnEntryAndADatabase() {
        StringBuilder entries = new StringBuilder("datasources:\n");
        for (int i = 0; i < 100; i++) {
            entries.append("  - match: {url: \"*tenant").append(i).append("\"}\n");
            entries.append("    replicas: [{url: \"jdbc:h2:/replica-1/tenant")
                    .append(i)
                    .append("\"}]\n");
        }
        DataSources separate = new DataSources(Configs.of(entries.toString()), new RecordedReplicas());
        List<CountedSource> tenants = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tenants.add(new CountedSource("jdbc:h2:mem:tenant" + i));
            assertThat(separate.find(tenants.get(i))).isNotNull();
        }

        assertThat(tenants).extracting(tenant -> tenant.read).allMatch(read -> read <= 2 * CountedSource.ONE_READING);
    }

    @Test
    void whatNobodyCanTellApartIsReadNoMoreThanAFewTimes() {
        List<CountedSource> tenants = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tenants.add(new CountedSource("jdbc:h2:/server-" + i + "/orders"));
            assertThat(sources.find(tenants.get(i)) == null).isEqualTo(i > 0);
        }

        assertThat(tenants).extracting(tenant -> tenant.read).allMatch(read -> read <= 10 * CountedSource.ONE_READING);
        assertThat(sources.unrouted())
                .hasSize(100)
                .last()
                .satisfies(each -> assertThat(each.why()).contains("and others").hasSizeLessThan(1_000));
    }

    @Test
    void whatHasNoDriverIsLookedAtAgainWhenThereAreTwiceAsMany() {
        DataSources without =
                new DataSources(Configs.of("replicas: [{url: \"jdbc:db2://replica/orders\"}]"), new RecordedReplicas());
        List<CountedSource> tenants = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            tenants.add(new CountedSource("jdbc:db2://primary/orders"));
            assertThat(without.find(tenants.get(i))).isNull();
        }

        assertThat(tenants.get(0).read).isBetween(4, 10 * CountedSource.ONE_READING);
        assertThat(tenants.get(40).read).isLessThanOrEqualTo(4 * CountedSource.ONE_READING);
    }

    @Test
    void aUrlIsComparedWithAllDatabasesOnceUntilThereIsAnother() {
        routed(20);

        List<SourceDatabase> leading = sources.leadingTo("jdbc:h2:mem:orders;MODE=MySQL");

        assertThat(leading).hasSize(20);
        assertThat(sources.leadingTo("jdbc:h2:mem:orders;MODE=MySQL")).isSameAs(leading);
        routed(1);
        assertThat(sources.leadingTo("jdbc:h2:mem:orders;MODE=MySQL")).hasSize(21);
        sources.reload(Configs.of("mode: route"));
        assertThat(sources.leadingTo("jdbc:h2:mem:orders;MODE=MySQL")).isEmpty();
    }

    @Test
    void whatFollowsFromTheFileIsToldByTheFileInForce() {
        assertThat(sources.mayLeadTo("jdbc:h2:/replica-1/orders")).isTrue();
        assertThat(sources.mayLeadTo("jdbc:h2:/replica-1/crm")).isFalse();

        sources.reload(Configs.of("replicas: [{url: \"jdbc:h2:/replica-1/crm\"}]"));

        assertThat(sources.mayLeadTo("jdbc:h2:/replica-1/orders")).isFalse();
        assertThat(sources.mayLeadTo("jdbc:h2:/replica-1/crm")).isTrue();
    }

    @Test
    void whoeverHadNoRoomIsRoutedOnceAnotherIsGone() {
        routed(OpenDatabases.MAX + 1);
        JdbcDataSource last = made.get(OpenDatabases.MAX);
        assertThat(sources.find(last)).isNull();

        made.subList(0, OpenDatabases.MAX).clear();
        Await.until(() -> {
            System.gc();
            sources.sweep();
            return sources.find(last) != null;
        });
    }

    /** Counts how often its URL is asked for, which each reading does. */
    private static final class CountedSource extends HikariDataSource {

        /** So often at most. */
        private static final int ONE_READING = 2;

        private int read;

        CountedSource(String url) {
            setJdbcUrl(url);
        }

        @Override
        public String getJdbcUrl() {
            read++;
            return super.getJdbcUrl();
        }
    }

    @Test
    void whatIsTooManyIsSaidOnceInTheLogAndOfEachOnThePage() throws IOException {
        assertThat(routed(OpenDatabases.MAX + 3)).isEqualTo(OpenDatabases.MAX);

        assertThat(sources.unrouted())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.why()).contains("already").contains("let it keep one"));
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(line -> line.contains("no more are routed")))
                    .hasSize(1);
        }
    }
}
