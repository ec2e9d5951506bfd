// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The system's Redis on the loopback address, which keeps nothing on disk. {@link #close()} ends it and deletes its
 * folder. Not thread-safe.
 */
public final class RedisServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final ServerProcess process;

    private RedisServer(Path folder, int port, ServerProcess process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** @return whether Redis is installed on this machine and can be started */
    public static Availability availability() {
        return Availability.of(() -> {
            ServerUser.check();
            if (!Files.isExecutable(PROGRAM)) {
                throw new Unavailable("Redis is not installed: there is no " + PROGRAM + " (package redis-server).");
            }
        });
    }

    /** Starts one, which asks nobody for a password, and returns when it listens. */
    public static RedisServer start() {
        try {
            Path folder = Files.createTempDirectory("replicated-redis-");
            ServerUser.own(folder);
            int port = Ports.free();
            Path log = folder.resolve("redis.log");
            ServerProcess process = ServerProcess.start(
                    List.of(
                            PROGRAM.toString(),
                            "--bind",
                            Server.HOST,
                            "--port",
                            Integer.toString(port),
                            "--dir",
                            folder.toString(),
                            "--save",
                            ""),
                    log);
            RedisServer started = new RedisServer(folder, port, process);
            try {
                Await.until("Redis listens", STARTED_WITHIN, () -> " " + log, () -> Ports.listens(port));
            } catch (RuntimeException | Error e) {
                started.close();
                throw e;
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return where it listens */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.kill();
        Binaries.delete(folder);
    }
}
