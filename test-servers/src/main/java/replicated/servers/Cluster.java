// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A primary and the standbys that follow it, with one database, {@value #DATABASE}, that belongs to the user
 * {@value #USER}. {@link #close()} stops everything and deletes the data; so does the end of the JVM. Thread-safe.
 */
public abstract class Cluster implements AutoCloseable {
    /** The database that the cluster is for. */
    public static final String DATABASE = "app";
    /** The user that owns the database; no administrator. */
    public static final String USER = "app";
    /** The password of {@link #USER}. */
    public static final String PASSWORD = "secret-of-app";

    private static final long COPY_LIMIT_MILLIS = TimeUnit.MINUTES.toMillis(2);

    // A port that was free when it was chosen may be taken before the server listens on it, which is seconds later.
    private static final int ATTEMPTS = 3;

    private final Path folder;
    private final List<Server> servers;
    private final Thread atExit = new Thread(this::endAndDelete, "servers-end");

    Cluster(Path folder, List<Server> servers) {
        this.folder = folder;
        this.servers = List.copyOf(servers);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @return the server that was started as the primary; the same after another was promoted */
    public final Server primary() {
        return servers.get(0);
    }

    /** @return the servers that were started as standbys */
    public final List<Server> standbys() {
        return servers.subList(1, servers.size());
    }

    /**
     * @param index 0 for {@code standby-1}
     * @return one of {@link #standbys()}
     */
    public final Server standby(int index) {
        return standbys().get(index);
    }

    /** @return the primary and the standbys, in this order */
    public final List<Server> servers() {
        return servers;
    }

    /**
     * Returns when the standby has applied what the primary had committed when this was called.
     *
     * @param standby one that follows {@link #primary()}
     */
    public final void awaitReplay(Server standby) {
        standby.awaitReplay(primary());
    }

    /** {@link #awaitReplay} for every standby that runs. */
    public final void awaitCaughtUp() {
        standbys().stream().filter(Server::isRunning).forEach(this::awaitReplay);
    }

    /** @return that no standby applies anything, from now on until it is closed; for {@code try} */
    public final PausedReplay pausedReplay() {
        return PausedReplay.of(standbys());
    }

    /** Ends all servers and deletes their data. Ending twice is no error. */
    @Override
    public final void close() {
        endAndDelete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook does what has been done already, which is no error.
        }
    }

    private synchronized void endAndDelete() {
        servers.parallelStream().forEach(Server::end);
        Binaries.delete(folder);
    }

    /** A new folder for the data of a cluster, of which the server's user can make everything. */
    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("replicated-servers-");
            ServerUser.own(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for the data of database servers", e);
        }
    }

    /** Runs a program of the database as the server's user; what it prints is in the error where it fails. */
    static void runTool(Path log, List<String> command) {
        int exitCode = Commands.run(ServerUser.command(command, false), log, COPY_LIMIT_MILLIS);
        if (exitCode != 0) {
            throw new IllegalStateException(command + " failed with " + exitCode + ":\n" + text(log));
        }
    }

    /** Copies the data of a server that does not run: a base to follow it from. */
    static void copyData(Server from, Server to) {
        runTool(to.log(), List.of("cp", "-R", from.data().toString(), to.data().toString()));
    }

    /** Writes a file that belongs to the server's user. */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
            ServerUser.own(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds to a file that the server's user has made. */
    static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a server could not listen, since others had its port. */
    final boolean lostAPort() {
        return servers.stream().map(Server::log).anyMatch(log -> text(log).contains("Address already in use"));
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /**
     * What every kind of cluster can be told before it starts.
     *
     * @param <B> the builder itself
     */
    public abstract static class Builder<B extends Builder<B>> {
        private final List<String> settings = new ArrayList<>();
        private int standbys = 1;
        private Consumer<String> progress = line -> {};

        Builder() {}

        /**
         * @param count how many standbys follow the primary, 0 or more; 1 unless told
         * @return this
         */
        public final B standbys(int count) {
            standbys = count;
            return self();
        }

        /**
         * @param listener hears in words what takes time; silence unless told
         * @return this
         */
        public final B progress(Consumer<String> listener) {
            progress = listener;
            return self();
        }

        /**
         * @param name a setting of all servers, by the server's own name
         * @param value in the server's own words, quoted where the server's configuration file wants quotes
         * @return this
         */
        public final B setting(String name, String value) {
            settings.add(name + " = " + value);
            return self();
        }

        /**
         * @return the running cluster
         * @throws Unavailable if the product cannot run on this machine
         */
        public abstract Cluster start();

        abstract B self();

        final Consumer<String> progress() {
            return progress;
        }

        /** Makes one server that is not prepared yet. */
        @FunctionalInterface
        interface ServerFactory {
            Server create(String name, int port, Path folder);
        }

        /** Makes the cluster, launches it, and cleans up where that fails. */
        final <C extends Cluster> C start(
                String product,
                ServerFactory server,
                BiFunction<Path, List<Server>, C> factory,
                Consumer<C> launching) {
            progress.accept("Creating a " + product + " primary with " + standbys + " standby"
                    + (standbys == 1 ? "" : "s") + " ...");
            for (int attempt = 1; ; attempt++) {
                C cluster = create(server, factory);
                try {
                    launching.accept(cluster);
                    cluster.servers().forEach(started -> progress.accept(product + " " + started + " is up."));
                    return cluster;
                } catch (RuntimeException e) {
                    boolean elsewhere = attempt < ATTEMPTS && cluster.lostAPort();
                    cluster.close();
                    if (!elsewhere) {
                        throw e;
                    }
                    progress.accept("A port was taken meanwhile: once more, on others.");
                }
            }
        }

        private <C extends Cluster> C create(ServerFactory server, BiFunction<Path, List<Server>, C> factory) {
            Path folder = newFolder();
            List<Server> servers = new ArrayList<>();
            for (int i = 0; i <= standbys; i++) {
                servers.add(server.create(i == 0 ? "primary" : "standby-" + i, Ports.free(), folder));
            }
            return factory.apply(folder, servers);
        }

        /** The settings told, a line each, as configuration files have them. */
        final String settings() {
            return String.join("\n", settings) + "\n";
        }
    }
}
