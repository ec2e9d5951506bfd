// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import replicated.log.Faults;

/** A change of the file is noticed within a second, however it is made, and a mistake in it changes nothing. */
@Timeout(60)
class ConfigWatcherTest {

    @TempDir
    Path directory;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private ConfigWatcher watcher;

    @AfterEach
    void stop() {
        watcher.stop();
    }

    @Test
    void anEditIsNoticedWithinASecond() throws Exception {
        Path file = write("mode: route");
        start(file);

        long before = System.nanoTime();
        Files.writeString(file, "mode: off");

        assertThat(changed().mode()).isEqualTo(Mode.OFF);
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void anEditOfTheSameLengthAndTimeIsNoticed() throws Exception {
        Path file = write("learn: true ");
        FileTime time = Files.getLastModifiedTime(file);
        start(file);

        Files.writeString(file, "learn: false");
        Files.setLastModifiedTime(file, time);

        assertThat(changed().learning().learn()).isFalse();
    }

    @Test
    void anAtomicReplacementIsNoticed() throws Exception {
        Path file = write("mode: route");
        start(file);

        Path next = Files.writeString(directory.resolve("next"), "mode: observe");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(changed().mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void aSwappedDirectoryLinkIsNoticed() throws Exception {
        for (String version : new String[] {"v1", "v2"}) {
            Files.createDirectory(directory.resolve(version));
        }
        Files.writeString(directory.resolve("v1/replicated.yaml"), "mode: route");
        Files.writeString(directory.resolve("v2/replicated.yaml"), "mode: observe");
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("v1"));
        Path file = Files.createSymbolicLink(directory.resolve("replicated.yaml"), Path.of("..data/replicated.yaml"));
        start(file);

        Path swapped = Files.createSymbolicLink(directory.resolve("..tmp"), Path.of("v2"));
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(changed().mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void aFileThatVanishesIsRefusedAndItsReturnIsHeard() throws Exception {
        Path file = write("mode: observe");
        start(file);

        Files.delete(file);
        assertThat(refused()).hasMessageContaining("there is no such file");
        Files.writeString(file, "mode: observe");

        assertThat(changed().mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void aChangedPasswordFileIsNoticed() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "one\n");
        Path file = write("replicas: [{url: \"jdbc:h2:mem:a\", password-file: \"" + password + "\"}]");
        start(file);

        Files.writeString(password, "two\n");

        assertThat(changed().top().replicas().get(0).password().value()).isEqualTo("two");
    }

    @Test
    void aPasswordFileThatWasMissingIsWaitedFor() throws Exception {
        Path password = directory.resolve("password");
        Path file = write("mode: off");
        start(file);
        Files.writeString(file, "replicas: [{url: \"jdbc:h2:mem:a\", password-file: \"" + password + "\"}]");
        assertThat(refused()).hasMessageContaining("password-file");

        Files.writeString(password, "here");

        assertThat(changed().top().replicas().get(0).password().value()).isEqualTo("here");
        assertThat(heard).isEmpty();
    }

    @Test
    void aMistakeIsRefusedOnceAndItsCorrectionCounts() throws Exception {
        Path file = write("mode: route");
        start(file);

        Files.writeString(file, "mode: rout");
        assertThat(refused().problems()).hasSize(1);
        Files.writeString(file, "mode: route");

        assertThat(changed().mode()).isEqualTo(Mode.ROUTE);
        assertThat(heard).isEmpty();
    }

    @Test
    void offCountsEvenInARefusedFile() throws Exception {
        Path file = write("mode: route\nlearn: false");
        start(file);

        Files.writeString(file, "mode: off\nlearn: 7");

        Config last = changed();
        assertThat(last.mode()).isEqualTo(Mode.OFF);
        assertThat(last.learning().learn()).isFalse();
        assertThat(refused()).hasMessageContaining("learn");
    }

    @Test
    void aFileRefusedAtTheStartMayBeCorrected() throws Exception {
        Path file = write("mode: rout");
        watcher = new ConfigWatcher(file.toFile(), name -> null);
        assertThatThrownBy(watcher::read).isInstanceOf(ConfigException.class);
        watcher.start(listener());

        Files.writeString(file, "mode: route");

        assertThat(changed().mode()).isEqualTo(Mode.ROUTE);
    }

    @Test
    void aListenerThatFailsDoesNotEndTheWatch() throws Exception {
        Path file = write("mode: route");
        watcher = new ConfigWatcher(file.toFile(), name -> null);
        watcher.read();
        watcher.start(new ConfigWatcher.Listener() {
            @Override
            public void changed(Config config) {
                heard.add(config);
                throw new AssertionError("a failing listener");
            }

            @Override
            public void refused(ConfigException why) {
                throw new IllegalStateException("unexpected", why);
            }
        });

        Files.writeString(file, "mode: off");
        changed();
        Files.writeString(file, "mode: observe");

        assertThat(changed().mode()).isEqualTo(Mode.OBSERVE);
        assertThat(Faults.counts()).containsKey("config-watcher");
    }

    @Test
    void theThreadIsADaemonThatNoInterruptEnds() throws Exception {
        Path file = write("mode: route");
        start(file);
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("replicated-config") && each.isAlive())
                .findAny()
                .orElseThrow();

        thread.interrupt();
        Files.writeString(file, "mode: off");

        assertThat(changed().mode()).isEqualTo(Mode.OFF);
        assertThat(thread.isDaemon()).isTrue();
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("replicated.yaml"), yaml);
    }

    private void start(Path file) throws ConfigException {
        watcher = new ConfigWatcher(file.toFile(), name -> null);
        watcher.read();
        watcher.start(listener());
    }

    private ConfigWatcher.Listener listener() {
        return new ConfigWatcher.Listener() {
            @Override
            public void changed(Config config) {
                heard.add(config);
            }

            @Override
            public void refused(ConfigException why) {
                heard.add(why);
            }
        };
    }

    private Config changed() throws InterruptedException {
        Object next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(Config.class);
        return (Config) next;
    }

    private ConfigException refused() throws InterruptedException {
        Object next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(ConfigException.class);
        return (ConfigException) next;
    }
}
