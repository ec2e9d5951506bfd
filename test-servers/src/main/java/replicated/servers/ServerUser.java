// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The system user that servers run as: whoever runs this JVM, except that root becomes {@code nobody}, because
 * database servers refuse to run as root.
 */
final class ServerUser {
    // The number of "nobody" on every common Linux, where its group is called "nogroup" here and "nobody" there.
    private static final int NOBODY = 65534;
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private ServerUser() {}

    static boolean isRoot() {
        return uid(Path.of("/proc/self")) == 0;
    }

    /** @throws Unavailable if no server's binaries for Linux on x86-64 can be started by this JVM's user */
    static void check() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            throw new Unavailable("Database servers are packed for Linux on x86-64, and this is " + system + ".");
        }
        if (!isRoot()) {
            return;
        }
        if (!Files.isExecutable(SETPRIV)) {
            throw new Unavailable("Database servers refuse to run as root, and " + SETPRIV
                    + " (package util-linux), which would start them as another user, is missing.");
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (run(List.of("test", "-x", temporary.toString())) != 0) {
            throw new Unavailable("Database servers refuse to run as root, and user nobody cannot be used here:"
                    + " either setpriv is not permitted, or " + temporary + " is closed to it (see java.io.tmpdir).");
        }
    }

    /**
     * The command line that runs the given one as the server's user. The server dies with the thread that starts it
     * (see {@link ServerProcess}), so that a killed JVM leaves no servers behind.
     */
    static List<String> command(List<String> plain, boolean dyingWithStarter) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of(SETPRIV.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
            if (dyingWithStarter) {
                command.add("--pdeathsig=KILL");
            }
        } else if (dyingWithStarter && Files.isExecutable(SETPRIV)) {
            command.addAll(List.of(SETPRIV.toString(), "--pdeathsig=KILL"));
        }
        command.addAll(plain);
        return command;
    }

    /** Gives a file or folder to the server's user. */
    static void own(Path path) {
        if (isRoot()) {
            try {
                Files.setAttribute(path, "unix:uid", NOBODY);
                Files.setAttribute(path, "unix:gid", NOBODY);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether a folder that others could have made belongs to this JVM's user. */
    static boolean isOurs(Path path) {
        return uid(path) == uid(Path.of("/proc/self"));
    }

    private static int uid(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws Unavailable if a server's program cannot even tell its version */
    static void checkRuns(Path program, String needs) {
        if (run(List.of(program.toString(), "--version")) != 0) {
            throw new Unavailable("This machine cannot run " + program + ", which needs " + needs + ".");
        }
    }

    /** Runs a short command as the server's user and returns its exit code; its output is dropped. */
    private static int run(List<String> plain) {
        return Commands.run(command(plain, false), Path.of("/dev/null"), TimeUnit.SECONDS.toMillis(10));
    }
}
