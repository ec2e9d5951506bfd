// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line tells when, how bad and what; none is lost, forged or shows a password. */
class LogTest {

    private static final String LINE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z replicated ";

    @TempDir
    File directory;

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aLineHasTimeLevelAndMessage() {
        Log.info("reads go to replica-1");

        assertThat(log.lines()).singleElement().asString().matches(LINE + "INFO reads go to replica-1");
    }

    @Test
    void theTimeIsThatOfTheIsoFormatter() {
        Random random = new Random(7);
        for (int times = 0; times < 10_000; times++) {
            long millis =
                    random.nextLong(0, Instant.parse("2400-01-01T00:00:00Z").toEpochMilli());
            assertThat(Timestamp.of(millis))
                    .isEqualTo(new DateTimeFormatterBuilder()
                            .appendInstant(3)
                            .toFormatter()
                            .format(Instant.ofEpochMilli(millis)));
        }
    }

    @Test
    void onlyLinesAtOrAboveTheLevelAreWritten() {
        File file = new File(directory, "log");
        Log.configure(new LogSettings(Level.WARN, file.getPath(), LogFormat.TEXT));

        Log.error("e");
        Log.warn("w");
        Log.info("i");
        Log.debug("d");

        assertThat(lines(file)).hasSize(2);
        assertThat(Log.debugEnabled()).isFalse();
    }

    @Test
    void aMessageCannotPassForAnotherLine() {
        Log.warn("GET /a\r\n2026-01-01T00:00:00.000Z replicated INFO all is well\u001b[2J");

        assertThat(log.lines().get(0).lines().skip(1)).allMatch(line -> line.startsWith("  "));
        assertThat(log.lines().get(0)).doesNotContain("\u001b").doesNotContain("\r\r");
    }

    @Test
    void passwordsInUrlsAreMasked() {
        Log.warn("no connection to jdbc:postgresql://me:hunter2@r/app?password=hunter2");
        Log.error("failed", new IllegalStateException("jdbc:mysql://r/app?password=hunter2"));

        assertThat(log.lines()).hasSize(2).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void theStackOfAnErrorFollowsIndented() {
        Log.error("it broke", new IllegalStateException("outer", new IOException("inner")));

        assertThat(log.lines()).singleElement().asString().contains("ERROR it broke", "outer", "Caused by", "inner");
    }

    @Test
    void aLimitedLineIsWrittenOnceInAWhileAndSaysWhatWasLeftOut() {
        long second = TimeUnit.SECONDS.toNanos(1);
        for (int at = 0; at < 10; at++) {
            Log.limited(Level.WARN, "limited-test", "replica-1 is busy", at * second);
        }
        Log.limited(Level.WARN, "another", "something else", second);
        Log.limited(Level.WARN, "limited-test", "replica-1 is busy", 11 * second);

        assertThat(log.lines()).hasSize(3);
        assertThat(log.lines().get(2)).endsWith("replica-1 is busy (9 more like this were left out)");
    }

    @Test
    void keysOfLimitedLinesAreBounded() {
        for (int key = 0; key < 1000; key++) {
            Log.limited(Level.INFO, "key-" + key, "line", 0);
        }

        assertThat(log.lines()).hasSizeLessThanOrEqualTo(257);
    }

    @Test
    void theFileIsChangedWhileItRuns() {
        File one = new File(directory, "one");
        File two = new File(directory, "new/two");

        Log.configure(new LogSettings(Level.INFO, one.getPath(), LogFormat.TEXT));
        Log.info("first");
        Log.configure(new LogSettings(Level.DEBUG, one.getPath(), LogFormat.TEXT));
        Log.debug("second");
        Log.configure(new LogSettings(Level.INFO, two.getPath(), LogFormat.TEXT));
        Log.info("third");

        assertThat(lines(one)).hasSize(2);
        assertThat(lines(two)).singleElement().asString().endsWith("third");
    }

    @Test
    void theFileIsRotated() {
        File file = new File(directory, "log");
        LogFile log = new LogFile(file, 100, 3, line -> {});
        for (int at = 0; at < 20; at++) {
            log.write("line number " + (100 + at) + " of about thirty");
        }
        log.close();

        assertThat(directory.list()).containsExactlyInAnyOrder("log", "log.1", "log.2");
        assertThat(file.length()).isLessThanOrEqualTo(100);
        assertThat(lines(file)).last().asString().contains("119");
        assertThat(lines(new File(directory, "log.1"))).last().asString().contains("117");
    }

    @Test
    void aFileThatIsThereIsContinued() throws IOException {
        File file = new File(directory, "log");
        Files.writeString(file.toPath(), "before" + System.lineSeparator());
        LogFile log = new LogFile(file, 1000, 3, line -> {});

        log.write("after");
        log.close();

        assertThat(lines(file)).containsExactly("before", "after");
    }

    @Test
    void aFileThatSomebodyRemovedIsMadeAnew() throws IOException {
        File file = new File(directory, "log");
        LogFile log = new LogFile(file, 1000, 3, line -> {});
        log.write("one");

        Files.delete(file.toPath());
        log.write("two");
        log.close();

        assertThat(lines(file)).containsExactly("two");
    }

    @Test
    void whatCannotBeWrittenGoesElsewhereAndThatIsSaidOnce() throws IOException {
        List<String> elsewhere = new CopyOnWriteArrayList<>();
        File notADirectory =
                Files.writeString(directory.toPath().resolve("file"), "x").toFile();
        File file = new File(notADirectory, "log");
        LogFile log = new LogFile(file, 1000, 3, elsewhere::add);

        log.write("one");
        log.write("two");
        assertThat(elsewhere).hasSize(3);
        assertThat(elsewhere.get(0)).contains(file.getPath(), "cannot be written", "log.file");
        assertThat(elsewhere.subList(1, 3)).containsExactly("one", "two");

        Files.delete(notADirectory.toPath());
        log.write("three");
        log.close();
        log.write("four");

        assertThat(lines(file)).containsExactly("three");
        assertThat(elsewhere).hasSize(4).last().isEqualTo("four");
    }

    @Test
    void linesOfManyThreadsStayWhole() throws Exception {
        File file = new File(directory, "log");
        LogFile log = new LogFile(file, 5_000, 200, line -> {});
        CountDownLatch done = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            new Thread(() -> {
                        for (int at = 0; at < 500; at++) {
                            log.write("a line of one thread");
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        log.close();

        int written = 0;
        for (File each : directory.listFiles()) {
            assertThat(lines(each)).containsOnly("a line of one thread");
            written += lines(each).size();
        }
        assertThat(written).isEqualTo(2_000);
    }

    private static List<String> lines(File file) {
        try {
            return Files.readAllLines(file.toPath());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
