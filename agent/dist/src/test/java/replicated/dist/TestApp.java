// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.servers.Cluster;
import replicated.servers.Server;

/** The test application in a JVM of its own, with the packed agent or without. */
final class TestApp implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("(?m)^Listening on (\\S+)$");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration REPLICAS_PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final URI address;

    private TestApp(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.address = awaitAddress();
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param folder for its log
     * @param configuration of the agent; null: no agent
     * @param url JDBC URL of its database
     * @param server whose database, user and password it uses
     */
    static TestApp start(Path folder, Path configuration, String url, Server server) {
        return start(folder, configuration, url, Cluster.USER, Cluster.PASSWORD);
    }

    /** As above, on any database. */
    static TestApp start(Path folder, Path configuration, String url, String user, String password) {
        return start(folder, configuration, System.getProperty("replicated.test-app"), url, user, password);
    }

    /** As above, with further variables of the environment and options of the JVM. */
    static TestApp start(
            Path folder, Path configuration, Server server, Map<String, String> environment, String... jvmOptions) {
        return start(
                folder,
                configuration,
                System.getProperty("replicated.test-app"),
                server.jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD,
                environment,
                jvmOptions);
    }

    /** As above, of any application that takes its database and port from the same variables. */
    static TestApp start(Path folder, Path configuration, String jar, String url, String user, String password) {
        return start(folder, configuration, jar, url, user, password, Map.of());
    }

    /** As above, with all there is to say. */
    static TestApp start(
            Path folder,
            Path configuration,
            String jar,
            String url,
            String user,
            String password,
            Map<String, String> environment,
            String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(AppJvm.home().resolve("bin").resolve("java").toString());
        command.add("-Xmx256m");
        if (configuration != null) {
            command.add("-javaagent:" + System.getProperty("replicated.jar") + "=" + configuration);
        }
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-jar", jar));
        try {
            Path output = Files.createTempFile(folder, "application", ".log");
            ProcessBuilder java =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            java.environment().put("PORT", "0");
            java.environment().put("DB_URL", url);
            java.environment().put("DB_USER", user);
            java.environment().put("DB_PASSWORD", password);
            java.environment().putAll(AppJvm.environment());
            java.environment().putAll(environment);
            return new TestApp(java.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return address;
    }

    /** What a visitor is answered, which has to be 200. */
    HttpResponse<String> get(Visitor visitor, String path) throws Exception {
        return ok(visitor.get(address, path));
    }

    /** As above, to a form without fields. */
    HttpResponse<String> post(Visitor visitor, String path) throws Exception {
        return ok(visitor.post(address, path, ""));
    }

    private HttpResponse<String> ok(HttpResponse<String> response) {
        assertThat(response.statusCode())
                .as(() -> response.uri() + ": " + response.body() + "\n" + output())
                .isEqualTo(200);
        return response;
    }

    long pid() {
        return process.pid();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI awaitAddress() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher listening = LISTENING.matcher(output());
            if (listening.find()) {
                return URI.create(listening.group(1));
            }
            try {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        process.destroyForcibly();
        throw new AssertionError("the application does not listen:\n" + output());
    }

    /** Whether an answer of the application came from a replica. */
    @FunctionalInterface
    interface Question {
        boolean answeredByReplica() throws Exception;
    }

    /** Asks until ten answers in a row have come from replicas: all of them serve. */
    void awaitReplicas(Question question) throws Exception {
        long deadline = System.nanoTime() + REPLICAS_PATIENCE.toNanos();
        for (int inARow = 0; inARow < 10; ) {
            assertThat(System.nanoTime())
                    .as("the replicas do not come up:%n%s", output())
                    .isLessThan(deadline);
            inARow = question.answeredByReplica() ? inARow + 1 : 0;
        }
    }

    /** Asks it to end, as a service manager does, and waits until it has. */
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
