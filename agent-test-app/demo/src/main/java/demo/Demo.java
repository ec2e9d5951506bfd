// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import replicated.servers.Unavailable;

/** Starts servers and the application, tells the {@link Story}, and cleans up. */
public final class Demo {
    private static final int LOG_TAIL = 3_000;

    private Demo() {}

    /**
     * Exits with 0 where all was as told, else with 1. The system properties {@code demo.agent} and
     * {@code demo.application} name the two jars.
     *
     * @param arguments {@code --stay}: leave all running until the program is interrupted; {@code --h2}: do not even
     *     try PostgreSQL
     * @throws IOException if there is no room for temporary files
     */
    public static void main(String[] arguments) throws IOException {
        List<String> options = List.of(arguments);
        for (String option : options) {
            if (!List.of("--stay", "--h2").contains(option)) {
                System.err.println("Unknown option " + option + ". There are --stay (leave all running) and --h2.");
                System.exit(1);
            }
        }
        System.exit(run(options.contains("--stay"), options.contains("--h2")) ? 0 : 1);
    }

    /** Tells the story; false where something was not as told. */
    static boolean run(boolean stay, boolean h2) throws IOException {
        Path agent = Path.of(System.getProperty("demo.agent"));
        Path jar = Path.of(System.getProperty("demo.application"));
        Path folder = Files.createTempDirectory("replicated-demo-");
        Thread cleaning = new Thread(() -> delete(folder), "demo-clean");
        Runtime.getRuntime().addShutdownHook(cleaning);
        try (Stage stage = stage(folder, h2)) {
            int statusPort = Ports.free();
            AgentFile file = new AgentFile(folder, stage, statusPort);
            System.out.println("Starting the application with -javaagent:replicated.jar ...");
            try (ApplicationProcess application = new ApplicationProcess(jar, agent, file.path(), stage, folder)) {
                return run(stage, application, file, statusPort, stay);
            }
        } finally {
            delete(folder);
        }
    }

    private static boolean run(
            Stage stage, ApplicationProcess application, AgentFile file, int statusPort, boolean stay) {
        boolean asTold = true;
        try {
            URI address = application.address();
            System.out.println("It listens on " + address + " and knows one database, the primary.");
            new Story(stage, application, file).tell();
            System.out.println("\nAll was as told.");
        } catch (StoryFailed e) {
            String output = application.output();
            System.out.println("\n" + e.getMessage() + "\n\nThe end of what the application and the agent printed:\n"
                    + output.substring(Math.max(0, output.length() - LOG_TAIL)));
            asTold = false;
        }
        if (stay) {
            System.out.println("\nAll is left running until you press Ctrl-C:");
            System.out.println("  the application      " + application.address());
            System.out.println("  the agent's status   http://127.0.0.1:" + statusPort + "/");
            System.out.println("  the agent's file     " + file.path());
            for (String url : stage.urls()) {
                System.out.println("  database             " + url + " as " + stage.user() + ", " + stage.password());
            }
            application.awaitEnd();
        }
        return asTold;
    }

    private static Stage stage(Path folder, boolean h2) {
        Stage stage;
        if (h2) {
            stage = new H2Stage(folder);
        } else {
            try {
                stage = new PostgresStage();
            } catch (Unavailable e) {
                System.out.println("PostgreSQL cannot run here: " + e.getMessage());
                stage = new H2Stage(folder);
            }
        }
        System.out.println(stage.description());
        return stage;
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("Not deleted: " + folder + " (" + e.getMessage() + ")");
        }
    }
}
