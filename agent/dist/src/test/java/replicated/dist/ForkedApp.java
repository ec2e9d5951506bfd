// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An application in a JVM of its own, killed at {@link #close}. What it prints is kept. */
public final class ForkedApp implements AutoCloseable {

    private static final String LISTENING = "Listening on ";
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final CountDownLatch listening = new CountDownLatch(1);

    private ForkedApp(Process process) {
        this.process = process;
        readers.add(read(process.getInputStream(), out));
        readers.add(read(process.getErrorStream(), err));
    }

    /** What is to be started. */
    public static final class Builder {

        private final List<String> main;
        private final List<String> jvm = new ArrayList<>();
        private final List<Path> classPath = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();
        private Path jdk = AppJvm.home();
        private String tool = "java";
        private File workingDirectory = new File("target");

        private Builder(String... main) {
            this.main = List.of(main);
        }

        Builder jdk(Path home) {
            jdk = home;
            return this;
        }

        public Builder jvm(String... options) {
            jvm.addAll(List.of(options));
            return this;
        }

        /** With our agent and this configuration. */
        public Builder agent(Path configuration) {
            return jvm("-javaagent:" + Jars.agent() + "=" + configuration);
        }

        Builder classPath(Collection<Path> entries) {
            classPath.addAll(entries);
            return this;
        }

        Builder classPath(Path... entries) {
            return classPath(List.of(entries));
        }

        Builder arguments(String... values) {
            arguments.addAll(List.of(values));
            return this;
        }

        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Builder workingDirectory(Path directory) {
            workingDirectory = directory.toFile();
            return this;
        }

        public ForkedApp start() throws IOException {
            List<String> command = new ArrayList<>();
            command.add(jdk.resolve("bin").resolve(tool).toString());
            command.addAll(jvm);
            if (!classPath.isEmpty()) {
                command.add("-cp");
                command.add(joined(classPath));
            }
            command.addAll(main);
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory);
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().remove("JDK_JAVA_OPTIONS");
            builder.environment().remove("REPLICATED_CONFIG");
            builder.environment().putAll(AppJvm.environment());
            builder.environment().putAll(environment);
            return new ForkedApp(builder.start());
        }
    }

    /** A main class. */
    static Builder main(String name) {
        return new Builder(name);
    }

    /** As a JVM takes it on its command line. */
    static String joined(Collection<Path> classPath) {
        return String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
    }

    /** A runnable jar. */
    public static Builder jar(Path jar) {
        return new Builder("-jar", jar.toString());
    }

    /** A program of the JDK. */
    static Builder tool(String name) {
        Builder builder = new Builder();
        builder.tool = name;
        return builder;
    }

    private Thread read(InputStream in, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                String line;
                while ((line = text.readLine()) != null) {
                    lines.add(line);
                    if (line.startsWith(LISTENING)) {
                        listening.countDown();
                    }
                }
            } catch (IOException e) {
                // The process was killed.
            } finally {
                listening.countDown();
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    /** Waits until the application tells its address. */
    public String address() {
        try {
            if (!listening.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the application does not listen:\n" + transcript());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return addresses().stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the application has ended:\n" + transcript()));
    }

    /** The addresses told so far. */
    List<String> addresses() {
        return out.stream()
                .filter(line -> line.startsWith(LISTENING))
                .map(line -> line.substring(LISTENING.length()))
                .toList();
    }

    /** Waits for the end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the application does not end:\n" + transcript());
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** Waits until something comes true of the running application. */
    void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!condition.getAsBoolean()) {
            try {
                if (System.nanoTime() > deadline || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("does not come true: " + what + "\n" + transcript());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Asks it to end, as an operator would, and waits for that. */
    void terminate() throws InterruptedException {
        // Not by the process itself, which would close its streams: what it says while it ends counts, too.
        process.toHandle().destroy();
        exitCode();
    }

    public long pid() {
        return process.pid();
    }

    /** Lines on stdout so far. */
    List<String> out() {
        return out;
    }

    /** Lines on stderr so far. */
    public List<String> err() {
        return err;
    }

    public String transcript() {
        return "stdout:\n" + String.join("\n", out) + "\nstderr:\n" + String.join("\n", err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
