// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * The clock of a process that can be put wrong while it runs: a few lines of C that stand before the system's
 * functions. Only the time of day is wrong, as when an administrator sets it; what waits are measured by goes on. Where
 * there is no C compiler there is none. For one thread.
 */
final class WrongClock {

    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static long none = 0;
            static volatile long *seconds = &none;

            __attribute__((constructor)) static void begin(void) {
              const char *name = getenv("CLOCK_OFF_BY");
              int file = name == NULL ? -1 : open(name, O_RDONLY);
              void *map = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
              if (map != MAP_FAILED) seconds = map;
            }

            int clock_gettime(clockid_t clock, struct timespec *now) {
              int result = syscall(SYS_clock_gettime, clock, now);
              if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += *seconds;
              return result;
            }

            int gettimeofday(struct timeval *restrict now, void *restrict zone) {
              int result = syscall(SYS_gettimeofday, now, zone);
              if (result == 0) now->tv_sec += *seconds;
              return result;
            }
            """;

    private final Path library;
    private final Path offset;

    private WrongClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /**
     * Makes the library.
     *
     * @param folder for its files
     * @return null where it cannot be made
     */
    static WrongClock in(Path folder) {
        try {
            Path source = Files.writeString(folder.resolve("clock.c"), SOURCE);
            Path library = folder.resolve("libclock.so");
            Process compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("cc.log").toFile())
                    .start();
            if (compiler.waitFor() != 0) {
                return null;
            }
            WrongClock clock = new WrongClock(library, folder.resolve("clock"));
            clock.off(Duration.ZERO);
            return clock;
        } catch (IOException noCompiler) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a process needs in its environment. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFF_BY", offset.toString());
    }

    /** Puts it so far off, at once. */
    void off(Duration by) {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        seconds.putLong(0, by.toSeconds());
        try {
            // In place, since processes have mapped it.
            Files.write(offset, seconds.array(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
