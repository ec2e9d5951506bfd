// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application in a JVM of its own, with the agent. */
final class ApplicationProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("(?m)^Listening on (\\S+)$");
    // "decision DATABASE ROUTE -> TARGET REASON": the agent's line for each decision at level debug.
    private static final Pattern DECISION = Pattern.compile("decision .* -> (\\S+) (\\S+)");

    private final Process process;
    private final Path output;
    private final Thread atExit;
    private int told;

    ApplicationProcess(Path jar, Path agent, Path configuration, Stage stage, Path folder) {
        output = folder.resolve("application.log");
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent + "=" + configuration,
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.environment().put("PORT", "0");
        java.environment().put("DB_URL", stage.urls().get(0));
        java.environment().put("DB_USER", stage.user());
        java.environment().put("DB_PASSWORD", stage.password());
        try {
            process = java.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        atExit = new Thread(process::destroyForcibly, "application-end");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Waits until it listens and returns where. */
    URI address() {
        Matcher listening = Waiting.until("the application listens", () -> {
            if (!process.isAlive()) {
                throw new StoryFailed("The application ended at once:\n" + output());
            }
            Matcher matcher = LISTENING.matcher(output());
            return matcher.find() ? matcher : null;
        });
        return URI.create(listening.group(1));
    }

    /** The reasons of the decisions that the agent has logged since this was asked before, each once, in order. */
    List<String> newReasons() {
        String all = output();
        List<String> reasons = new ArrayList<>();
        Matcher decision = DECISION.matcher(all.substring(told));
        while (decision.find()) {
            if (!reasons.contains(decision.group(2))) {
                reasons.add(decision.group(2));
            }
        }
        told = all.length();
        return reasons;
    }

    /** All that the application and the agent have printed. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitEnd() {
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook ends a process that has ended, which is no error.
        }
    }
}
