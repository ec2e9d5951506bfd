// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web application in a JVM of its own, with the packed agent or without. It ends with this JVM. */
final class Jvm implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("(?m)^Listening on (\\S+)$");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final URI address;

    private Jvm(Process process, Path folder, URI address) {
        this.process = process;
        this.folder = folder;
        this.address = address;
    }

    /**
     * Starts it and waits until it prints where it listens.
     *
     * @param agent path of the packed agent
     * @param yaml the agent's configuration; null for none, and no agent
     * @param arguments of {@code java}, but those of the agent
     * @param environment what it finds in its environment beside what this JVM has
     */
    static Jvm start(String agent, String yaml, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("replicated-benchmark-");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (yaml != null) {
            Path configuration = Files.writeString(folder.resolve("replicated.yaml"), yaml);
            command.add("-javaagent:" + agent + "=" + configuration);
        }
        command.addAll(arguments);
        ProcessBuilder java =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        java.environment().putAll(environment);
        Process process = java.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "application-end"));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !process.waitFor(50, TimeUnit.MILLISECONDS)) {
            Matcher listening = LISTENING.matcher(Files.readString(output));
            if (listening.find()) {
                return new Jvm(process, folder, URI.create(listening.group(1)));
            }
        }
        process.destroyForcibly();
        throw new IOException("the application does not listen:\n" + Files.readString(output));
    }

    URI address() {
        return address;
    }

    /** By what the system knows the JVM. */
    long pid() {
        return process.pid();
    }

    /** CPU time of all of its threads since its start, in ticks of the system's clock. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What it has printed. */
    String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        for (String name : List.of("replicated.yaml", "output", "")) {
            folder.resolve(name).toFile().delete();
        }
    }
}
