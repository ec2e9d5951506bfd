// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:mem:orders");
            made.add(source);
            routed += sources.find(source) == null ? 0 : 1;
        }
        return routed;
    }

    @Test
    void twoHundredTenantsAreAllRouted() {
        assertThat(routed(200)).isEqualTo(200);
        assertThat(sources.unrouted()).isEmpty();
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
