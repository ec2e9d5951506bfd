// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of a server program and of the processes it forks. Not thread-safe: its {@link Server} guards it. */
final class ServerProcess {
    // Linux ties "die with your parent" to the very thread that forked, so one thread that never ends starts them all.
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "server-starter");
        thread.setDaemon(true);
        return thread;
    });

    private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

    private static final Duration FROZEN_WITHIN = Duration.ofSeconds(10);

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * @param command the server program, in the foreground
     * @param log the file that its output and errors are appended to
     */
    static ServerProcess start(List<String> command, Path log) {
        ProcessBuilder builder = new ProcessBuilder(ServerUser.command(command, true))
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("TZ", "UTC");
        try {
            return new ServerProcess(STARTER.submit(builder::start).get());
        } catch (ExecutionException e) {
            throw new UncheckedIOException("Cannot start " + command, new IOException(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting " + command, e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The CPU time that the program and all that it forked have taken, those that have ended left out. */
    Duration cpuTime() {
        return family().stream()
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Sends a signal, such as {@code INT}, to the program itself. */
    void signal(String signal) {
        signal(signal, List.of(process.toHandle()));
    }

    /** Sends a signal to the program and to all that it forked. */
    void signalAll(String signal) {
        signal(signal, family());
    }

    /**
     * Stops the program and all that it forked from running, and returns when the last of their threads stands still: a
     * thread on another processor may answer one more statement after the signal was sent.
     */
    void freeze() {
        Await.until("a frozen server stands still", FROZEN_WITHIN, () -> "", () -> {
            signalAll("STOP");
            return family().stream().allMatch(ServerProcess::isFrozen);
        });
    }

    /** Limits the size of files that the program and all that it forked may write to: bytes, or {@code unlimited}. */
    void limitFileSize(String limit) {
        for (ProcessHandle handle : family()) {
            // As its own user, for whom nothing else has to be permitted. A child may have ended since it was listed.
            Commands.run(
                    ServerUser.command(List.of("prlimit", "--pid=" + handle.pid(), "--fsize=" + limit + ":"), false),
                    Path.of("/dev/null"),
                    TimeUnit.SECONDS.toMillis(10));
        }
    }

    /** Kills the program and all that it forked, as a power failure would, and returns when all are gone. */
    void kill() {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroyForcibly);
        Await.until(
                "a killed server is gone",
                GONE_WITHIN,
                () -> "",
                () -> family.stream().allMatch(ServerProcess::isGone));
    }

    // Not ProcessHandle.isAlive: in a container nobody may reap orphans, and a zombie holds nothing any more.
    private static boolean isGone(ProcessHandle handle) {
        char state = state(directory(handle));
        return state == 'Z' || state == 'X';
    }

    private static boolean isFrozen(ProcessHandle handle) {
        try (Stream<Path> threads = Files.list(directory(handle).resolve("task"))) {
            return threads.map(ServerProcess::state).allMatch(state -> "TZX".indexOf(state) >= 0);
        } catch (IOException e) {
            return isGone(handle);
        }
    }

    private static Path directory(ProcessHandle handle) {
        return Path.of("/proc", Long.toString(handle.pid()));
    }

    /** The letter of proc(5) for what a process or thread does; {@code X} where it is not there any more. */
    private static char state(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }

    /** @return whether the program and all that it forked ended in time */
    boolean awaitExit(Duration limit) {
        List<ProcessHandle> family = family();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        family.forEach(ProcessHandle::destroyForcibly);
        return true;
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>();
        family.add(process.toHandle());
        process.descendants().forEach(family::add);
        return family;
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s " + signal + " \"$@\"", "kill"));
        for (ProcessHandle handle : processes) {
            command.add(Long.toString(handle.pid()));
        }
        // A child may have ended since it was listed; the shell then reports an error after it signalled the others.
        Commands.run(command, Path.of("/dev/null"), TimeUnit.SECONDS.toMillis(10));
    }
}
