// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The system's RabbitMQ on the loopback address, with its files in a folder of its own and Erlang's port mapper on a
 * port of its own. {@link #close()} ends both and deletes the files. Not thread-safe.
 */
public final class RabbitServer implements AutoCloseable {

    // Not the one in /usr/sbin, which changes to the user "rabbitmq".
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final Path PORT_MAPPER = Path.of("/usr/bin/epmd");
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);

    private final Path folder;
    private final int port;
    private final List<ServerProcess> processes = new ArrayList<>();

    private RabbitServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** @return whether RabbitMQ is installed on this machine and can be started */
    public static Availability availability() {
        return Availability.of(() -> {
            ServerUser.check();
            for (Path program : List.of(PROGRAM, PORT_MAPPER)) {
                if (!Files.isExecutable(program)) {
                    throw new Unavailable(
                            "RabbitMQ is not installed: there is no " + program + " (package rabbitmq-server).");
                }
            }
        });
    }

    /** Starts one, which lets {@code guest} in with the password {@code guest}. */
    public static RabbitServer start() {
        try {
            Path folder = Files.createTempDirectory("replicated-rabbit-");
            ServerUser.own(folder);
            RabbitServer started = new RabbitServer(folder, Ports.free());
            try {
                started.run();
            } catch (RuntimeException | Error e) {
                started.close();
                throw e;
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        // One that RabbitMQ starts itself would outlive it.
        int mapper = Ports.free();
        processes.add(ServerProcess.start(
                List.of(PORT_MAPPER.toString(), "-address", Server.HOST, "-port", Integer.toString(mapper)),
                folder.resolve("epmd.log")));
        Await.until("Erlang's port mapper listens", STARTED_WITHIN, () -> "", () -> Ports.listens(mapper));
        Path plugins = folder.resolve("plugins");
        Cluster.write(plugins, "[].\n");
        Map<String, String> environment = Map.ofEntries(
                Map.entry("HOME", folder.toString()),
                Map.entry("LANG", "C.UTF-8"),
                Map.entry("ERL_EPMD_ADDRESS", Server.HOST),
                Map.entry("ERL_EPMD_PORT", Integer.toString(mapper)),
                Map.entry("RABBITMQ_NODENAME", "rabbit-" + port + "@localhost"),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", Server.HOST),
                Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Ports.free())),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.toString()),
                Map.entry("RABBITMQ_LOGS", "-"),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("none").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()),
                // It would wait for work on every processor at full speed.
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 1:1 +sbwt none"));
        List<String> command = new ArrayList<>(List.of("/usr/bin/env"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(PROGRAM.toString());
        Path log = folder.resolve("rabbit.log");
        ServerProcess server = ServerProcess.start(command, log);
        processes.add(0, server);
        Await.until("RabbitMQ listens", STARTED_WITHIN, () -> " " + text(log), () -> Ports.listens(port));
    }

    /** @return where it listens for AMQP */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::kill);
        Binaries.delete(folder);
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
