// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fault of ours is counted, logged once per place, kept for the status page, and never becomes another fault. */
class FaultsTest {

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void eachPlaceIsCountedAndLoggedOnce() {
        Faults.caught("test-once", new IllegalStateException("first"));
        Faults.caught("test-once", new IllegalStateException("second"));

        assertThat(Faults.counts()).containsEntry("test-once", 2L);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("ERROR fault at test-once", "IllegalStateException: first", "FaultsTest");
    }

    @Test
    void theSnapshotHasTimesAndStack() {
        long before = System.currentTimeMillis();
        Faults.caught("test-snapshot", new IllegalStateException("jdbc:h2:mem:a;password=hunter2"));
        long after = System.currentTimeMillis();

        assertThat(Faults.caught())
                .filteredOn(at("test-snapshot"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.count()).isEqualTo(1);
                    assertThat(fault.firstMillis()).isBetween(before, after);
                    assertThat(fault.lastMillis()).isBetween(before, after);
                    assertThat(fault.stack()).contains("FaultsTest").doesNotContain("hunter2");
                });
    }

    @Test
    void aThrowableThatCannotEvenBePrintedIsNoFault() {
        Faults.caught("test-unprintable", new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new IllegalArgumentException();
            }
        });

        assertThat(Faults.counts()).containsEntry("test-unprintable", 1L);
        assertThat(log.lines()).singleElement().asString().contains("its message cannot be had");
    }

    @Test
    void nullIsNoFaultEither() {
        Faults.caught("test-null", null);
        Faults.caught(null, new IllegalStateException());

        assertThat(Faults.counts()).containsKey("test-null");
    }

    @Test
    void aHugeStackIsCut() {
        Faults.caught("test-huge", new IllegalStateException("x".repeat(100_000)));

        assertThat(Faults.caught())
                .filteredOn(at("test-huge"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.stack()).hasSizeLessThan(9_000));
    }

    @Test
    void placesAreBounded() {
        for (int place = 0; place < 1_000; place++) {
            Faults.caught("test-place-" + place, new IllegalStateException());
        }

        assertThat(Faults.counts()).hasSizeLessThanOrEqualTo(201).containsKey("other");
        assertThat(Faults.counts().values().stream().mapToLong(Long::longValue).sum())
                .isGreaterThanOrEqualTo(1_000);
        Faults.forget();
    }

    private static Predicate<Faults.Caught> at(String place) {
        return fault -> fault.place().equals(place);
    }
}
