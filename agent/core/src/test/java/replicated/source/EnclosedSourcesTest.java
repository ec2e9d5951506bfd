// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import org.apache.openejb.resource.jdbc.managed.local.ManagedDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import replicated.jdbc.Database;

/**
 * A pool that a container's data source asks for the connections it has given out is routed through that data source
 * and not by itself.
 */
class EnclosedSourcesTest {

    private final RecordedReplicas replicas = new RecordedReplicas();
    private final DataSources sources =
            new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:/replica-1/orders\"}]"), replicas);
    private final HikariDataSource pool = new HikariDataSource();
    private final ManagedDataSource managed = new ManagedDataSource(pool, new ManagedTransactionsTest.Manager());

    EnclosedSourcesTest() {
        pool.setJdbcUrl("jdbc:h2:mem:orders");
        pool.setPoolName("orders");
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void whatIsInsideIsToldByWhatStandsOverIt() {
        assertThat(SourceReaders.inner(managed)).isSameAs(pool);
        assertThat(SourceReaders.inner(pool)).isNull();
        assertThat(SourceReaders.inner(new Object())).isNull();
    }

    @Test
    void itIsRoutedThroughWhatStandsOverItAlone() {
        Database database = sources.find(managed);

        assertThat(database.name()).isEqualTo("orders");
        assertThat(database.isManaged()).isTrue();
        assertThat(sources.find(pool)).isNull();
        assertThat(sources.databases()).containsExactly(database);
        assertThat(sources.unrouted()).isEmpty();
    }

    @Test
    void aPoolThatWasAskedByItselfBeforeIsNotRoutedAnyMore() {
        Database alone = sources.find(pool);
        assertThat(alone.isManaged()).isFalse();

        Database database = sources.find(managed);

        assertThat(database.isManaged()).isTrue();
        assertThat(sources.find(pool)).isNull();
        assertThat(sources.databases()).containsExactly(database);
        assertThat(replicas.opened).extracting(set -> set.closed).isEqualTo(List.of(true, false));
        assertThat(sources.unrouted()).isEmpty();
    }

    @Test
    void itsEndIsThatOfWhatStandsOverIt() {
        sources.find(managed);

        pool.close();
        sources.sweep();

        assertThat(sources.databases()).isEmpty();
        assertThat(replicas.opened).extracting(set -> set.closed).isEqualTo(List.of(true));
    }
}
