// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import replicated.log.Faults;

/**
 * Meters of Micrometer's own registries: as many as there are series, with their values, and no longer than the
 * application wants its registry.
 */
class MetersTest {

    private final Counters counters = new Counters();
    private final FakeAgent agent = new FakeAgent(new FakeDatabase("app", new FakeReplica("replica-1")));
    private final Queue<Reference<Object>> seen = new ConcurrentLinkedQueue<>();
    private final Meters meters = new Meters(new Metrics(agent, counters), seen);

    @AfterEach
    void noMeterHasFailed() {
        assertThat(Faults.counts()).doesNotContainKeys("meters", "meters-value");
    }

    private void see(MeterRegistry registry) {
        seen.add(new WeakReference<>(registry));
    }

    @Test
    void meterTellsWhatHasBeenCountedSince() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        counters.finished("GET /owners/*", false);
        see(registry);
        await(() -> requests(registry) == 1);

        counters.finished("GET /owners/*", false);

        await(() -> requests(registry) == 2);
    }

    @Test
    void namesAndUnitsAreMicrometersOwn() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        counters.waited("app", 3_000_000);
        see(registry);

        await(() -> registry.find("replicated.bookmark.waits").functionTimer() != null);

        FunctionTimer waits = registry.get("replicated.bookmark.waits").functionTimer();
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
        Meter lag = registry.get("replicated.replica.lag")
                .tags("replica", "replica-1")
                .meter();
        assertThat(lag.getId().getBaseUnit()).isEqualTo("seconds");
    }

    @Test
    void compositeIsLeftToThoseItConsistsOf() {
        CompositeMeterRegistry all = new CompositeMeterRegistry();
        SimpleMeterRegistry one = new SimpleMeterRegistry();
        see(all);
        see(one);

        await(() -> one.find("replicated.mode").gauge() != null);

        assertThat(all.getMeters()).isEmpty();
    }

    @Test
    void meterThatTheApplicationUsesOtherwiseIsLeftAlone() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("replicated.learned.writers");
        see(registry);

        await(() -> registry.find("replicated.mode").gauge() != null);

        assertThat(registry.get("replicated.learned.writers").counter().count()).isZero();
    }

    @Test
    void seriesThatIsGoneTakesItsMeterAlong() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        see(registry);
        await(() -> registry.find("replicated.replica.up").gauge() != null);

        agent.databases = List.of();

        await(() -> registry.find("replicated.replica.up").gauge() == null);
        assertThat(registry.find("replicated.mode").gauges()).hasSize(3);
    }

    @Test
    void switchedOffThereIsNoMeterLeft() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        see(registry);
        await(() -> registry.find("replicated.mode").gauge() != null);

        await(false, () -> registry.getMeters().isEmpty());
    }

    @Test
    void filterThatDeniesThemIsObeyed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("replicated.pool"));
        see(registry);

        await(() -> registry.find("replicated.mode").gauge() != null);

        assertThat(registry.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("replicated.pool"));
    }

    @Test
    void registryThatNobodyWantsIsCollected() {
        WeakReference<MeterRegistry> dropped = bound();

        await(() -> {
            System.gc();
            return dropped.get() == null;
        });
    }

    private WeakReference<MeterRegistry> bound() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        see(registry);
        await(() -> registry.find("replicated.mode").gauge() != null);
        return new WeakReference<>(registry);
    }

    private static double requests(MeterRegistry registry) {
        var counter = registry.find("replicated.requests")
                .tag("route", "GET /owners/*")
                .functionCounter();
        return counter == null ? -1 : counter.count();
    }

    private void await(BooleanSupplier condition) {
        await(true, condition);
    }

    private void await(boolean wanted, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            meters.update(wanted);
            Thread.onSpinWait();
        }
    }
}
