// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import replicated.bookmark.Bookmark;
import replicated.bookmark.PostgresPosition;
import replicated.request.ClientMemory.Remembered;

/** The node's memory finds a client by any of its names, confuses none with another to their harm, and is bounded. */
class ClientMemoryTest {

    private static final long UNTIL = 60_000;

    private final ClientMemory memory = new ClientMemory(100);

    private static Bookmark wrote(long lsn) {
        return Bookmark.EMPTY.with("app", new PostgresPosition(1, 1, lsn), 1_000);
    }

    private Bookmark seenBy(Long... names) {
        Bookmark all = Bookmark.EMPTY;
        for (Remembered each : memory.find(List.of(names))) {
            all = all.merge(each.bookmark());
        }
        return all;
    }

    @Test
    void nobodyIsRememberedAtFirst() {
        assertThat(memory.isEmpty()).isTrue();
        assertThat(memory.find(List.of(1L))).isEmpty();
        assertThat(memory.remember(List.of(), List.of(), wrote(1), 0, UNTIL)).isNull();
        assertThat(memory.isEmpty()).isTrue();
    }

    /** Bytes that are allocated stand for work: time is the machine's. */
    @Test
    void whatIsMadeForOneClientDoesNotGrowWithTheirNumber() {
        long few = bytesForEach(2_000);
        long many = bytesForEach(20_000);

        assertThat(many).isLessThan(few + few / 5);
    }

    private static long bytesForEach(int clients) {
        ClientMemory all = new ClientMemory(clients);
        Bookmark wrote = wrote(10);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (long client = 0; client < clients; client++) {
            all.remember(List.of(2 * client), List.of(2 * client + 1), wrote, 0, UNTIL);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / clients;
    }

    @Test
    void aClientIsFoundByWhatItBroughtAndByWhatItWasGiven() {
        memory.remember(List.of(1L, 2L), List.of(3L), wrote(10), 0, UNTIL);

        assertThat(seenBy(1L)).isEqualTo(wrote(10));
        assertThat(seenBy(2L)).isEqualTo(wrote(10));
        assertThat(seenBy(3L)).isEqualTo(wrote(10));
        assertThat(seenBy(4L)).isEqualTo(Bookmark.EMPTY);
    }

    @Test
    void writesOfOneClientAddUp() {
        memory.remember(List.of(1L), List.of(2L), wrote(10), 0, UNTIL);
        memory.remember(List.of(2L), List.of(3L), wrote(20), 0, UNTIL);

        assertThat(seenBy(1L)).isEqualTo(wrote(20));
        assertThat(memory.find(List.of(1L, 2L, 3L))).hasSize(1);
    }

    @Test
    void whoWasGivenTheSameEntryAsAnotherIsAskedOfBothAndLosesNothing() {
        memory.remember(List.of(1L), List.of(9L), wrote(10), 0, UNTIL);
        memory.remember(List.of(2L), List.of(9L), wrote(20), 0, UNTIL);

        assertThat(seenBy(9L)).isEqualTo(wrote(20));
        assertThat(seenBy(1L)).isEqualTo(wrote(10));
        assertThat(seenBy(2L)).isEqualTo(wrote(20));
    }

    @Test
    void aLateWriteOfAnyOfThoseIsNotLostWithTheNextEntry() {
        Remembered one = memory.remember(List.of(), List.of(9L), wrote(10), 0, UNTIL);
        memory.remember(List.of(2L), List.of(9L), wrote(10), 0, UNTIL);
        assertThat(one.late("app")).isTrue();

        memory.remember(List.of(9L), List.of(10L), wrote(20), 0, UNTIL);

        assertThat(memory.find(List.of(10L))).anyMatch(each -> each.isPending("app"));
    }

    @Test
    void aWriteDuringTheQuestionIsAskedForAgain() {
        Remembered client = memory.remember(List.of(1L), List.of(), Bookmark.EMPTY, 0, UNTIL);

        assertThat(client.late("app")).isTrue();
        assertThat(client.late("app")).isFalse();
        assertThat(client.asked("app", wrote(10))).isTrue();
        assertThat(client.isPending("app")).isTrue();
        assertThat(client.asked("app", wrote(20))).isFalse();
        assertThat(client.isPending("app")).isFalse();
        assertThat(client.bookmark()).isEqualTo(wrote(20));
    }

    @Test
    void theOldestGoWhenThereAreTooMany() {
        for (long client = 0; client < 1_000; client++) {
            memory.remember(List.of(client), List.of(-client - 1), wrote(client), 0, UNTIL);
        }

        assertThat(memory.find(List.of(899L, -900L))).isEmpty();
        for (long client = 900; client < 1_000; client++) {
            assertThat(seenBy(client)).isEqualTo(wrote(client));
        }
    }

    @Test
    void aClientHasABoundedNumberOfNamesAndKeepsThoseItStillBrings() {
        for (long given = 0; given < 100; given++) {
            memory.remember(List.of(-1L), List.of(given), wrote(given), 0, UNTIL);
        }

        assertThat(seenBy(-1L)).isEqualTo(wrote(99));
        assertThat(seenBy(99L)).isEqualTo(wrote(99));
        assertThat(memory.find(List.of(0L))).isEmpty();
    }

    @Test
    void whatCountsNoMoreIsForgotten() {
        memory.remember(List.of(1L), List.of(2L), wrote(10), 0, UNTIL);
        memory.remember(List.of(3L), List.of(), wrote(10), UNTIL + 1, 2 * UNTIL);
        assertThat(memory.find(List.of(1L, 2L))).isEmpty();

        Remembered last = memory.find(List.of(3L))[0];
        memory.forget(last, 2 * UNTIL);
        assertThat(memory.isEmpty()).isFalse();
        memory.forget(last, 2 * UNTIL + 1);
        assertThat(memory.isEmpty()).isTrue();
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        ClientMemory shared = new ClientMemory(ClientMemory.MAX_CLIENTS);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            all.add(threads.submit(() -> {
                for (int write = 1; write <= 2_000; write++) {
                    long client = write % 50;
                    long lsn = write * 4L + number;
                    shared.remember(List.of(client), List.of(1_000 + lsn), wrote(lsn), 0, UNTIL);
                    assertThat(shared.find(List.of(client))).hasSize(1);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(shared.find(List.of(0L))[0].bookmark()).isEqualTo(wrote(8_003));
    }

    @Test
    void namesTellTextsApart() {
        assertThat(memory.name("s1")).isEqualTo(memory.name("s1")).isNotEqualTo(memory.name("s2"));
        assertThat(new ClientMemory(1).name("s1")).as("not to be guessed").isNotEqualTo(memory.name("s1"));
    }
}
