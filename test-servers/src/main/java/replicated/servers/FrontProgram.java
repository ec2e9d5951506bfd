// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One of the system's own programs that stands between clients and database servers, with one port on the loopback
 * address. {@link #close()} ends it and deletes its files. Not thread-safe.
 */
abstract class FrontProgram implements AutoCloseable {
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final Path folder;
    private final int port;
    private final ServerProcess process;

    /**
     * Starts it; {@link #awaitListening} is next.
     *
     * @param folder of {@link #newFolder}
     */
    FrontProgram(Path folder, int port, List<String> command) {
        this.folder = folder;
        this.port = port;
        this.process = ServerProcess.start(command, log());
    }

    /**
     * @param name the program's, for people
     * @param program where it is
     * @param installedBy the name of its package
     * @param libraries that a program which is there may miss
     */
    static Availability availability(String name, Path program, String installedBy, String... libraries) {
        return Availability.of(() -> {
            ServerUser.check();
            if (!Files.isExecutable(program)) {
                throw new Unavailable(
                        name + " is not installed: there is no " + program + " (package " + installedBy + ").");
            }
            for (String library : libraries) {
                ServerUser.checkRuns(program, library);
            }
        });
    }

    /** A new folder for the files of such a program, which the servers' user may write. */
    static Path newFolder(String name) {
        try {
            Path folder = Files.createTempDirectory("replicated-" + name + "-");
            ServerUser.own(folder);
            Files.createFile(folder.resolve("log"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when clients can connect; closes it where that does not come about. */
    final void awaitListening() {
        try {
            Await.until(
                    getClass().getSimpleName() + " listens",
                    STARTED_WITHIN,
                    () -> " " + text(log()),
                    () -> Ports.listens(port));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    final int ownPort() {
        return port;
    }

    final ServerProcess process() {
        return process;
    }

    /** Asks the program to end, by one signal or several. */
    void end() {
        process.signalAll("KILL");
    }

    @Override
    public void close() {
        end();
        if (!process.awaitExit(ENDS_WITHIN)) {
            process.kill();
        }
        Binaries.delete(folder);
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
