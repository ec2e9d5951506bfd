// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import replicated.config.Config;
import replicated.config.ConfigException;
import replicated.config.ConfigParser;
import replicated.config.DataSourceSettings;
import replicated.config.Expand;
import replicated.config.JdbcUrl;
import replicated.config.PasswordFile;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.replica.Resolver;

/**
 * {@code check FILE}: is the file right, and are the servers what it takes them for? Never prints a secret. Immutable.
 *
 * @param file the configuration
 * @param drivers jars with JDBC drivers, beside those of the class path
 * @param primaryUrl the application's own database, or null
 * @param username where the file names none; null: none
 * @param passwordFile holds the password that goes with it, or null
 */
public record CheckCommand(
        File file,
        List<File> drivers,
        @Nullable String primaryUrl,
        @Nullable String username,
        @Nullable File passwordFile) {

    /** A server that does not answer must not hold the command up for ever; drivers have no common time-out. */
    private static final long PATIENCE_SECONDS = 30;

    /**
     * Reads the arguments.
     *
     * @param arguments without the command itself
     * @return never null
     * @throws IllegalArgumentException if they are not understood
     */
    public static CheckCommand of(List<String> arguments) {
        File file = null;
        List<File> drivers = new ArrayList<>();
        String primaryUrl = null;
        String username = null;
        File passwordFile = null;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            switch (argument) {
                case "--driver" -> drivers.add(new File(value(argument, rest)));
                case "--primary" -> primaryUrl = value(argument, rest);
                case "--username" -> username = value(argument, rest);
                case "--password-file" -> passwordFile = new File(value(argument, rest));
                default -> {
                    if (file != null || argument.startsWith("--")) {
                        throw new IllegalArgumentException("check: '" + argument + "' is not understood");
                    }
                    file = new File(argument);
                }
            }
        }
        if (file == null) {
            throw new IllegalArgumentException("check: expected a file");
        }
        return new CheckCommand(file, List.copyOf(drivers), primaryUrl, username, passwordFile);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("check: " + option + " needs a value");
        }
        return rest.next();
    }

    /**
     * Checks the file and its servers.
     *
     * @param out for people
     * @return 0 if all is well, else 1
     */
    public int run(PrintStream out) {
        try {
            Config config = ConfigParser.parse(file, System::getenv);
            config.warnings().forEach(warning -> out.println("note: " + warning));
            out.println(file + ": valid, mode " + config.mode().name().toLowerCase(Locale.ROOT));
            return servers(config, out) ? 0 : 1;
        } catch (ConfigException refused) {
            refused.problems().forEach(out::println);
        } catch (IOException unreadable) {
            out.println("check: " + unreadable.getMessage());
        }
        return 1;
    }

    private boolean servers(Config config, PrintStream out) throws IOException, ConfigException {
        DriverJars found = DriverJars.of(drivers);
        Login application =
                new Login(username, passwordFile == null ? Secret.NONE : PasswordFile.read(passwordFile), Map.of());
        boolean well = true;
        ServerCheck primary = null;
        if (primaryUrl != null) {
            primary = new ServerCheck("primary", primaryUrl, null, application, found, null);
            well = tell(primary, true, out).well();
        }
        List<DataSourceSettings> all = new ArrayList<>(config.dataSources());
        all.add(0, config.top());
        int replicas = 0;
        int servers = 0;
        int primaries = 0;
        for (DataSourceSettings settings : all) {
            for (ReplicaSettings entry : settings.replicas()) {
                replicas++;
                List<ReplicaSettings> known = servers(entry, out);
                well &= !known.isEmpty();
                for (ReplicaSettings replica : known) {
                    ServerCheck check = new ServerCheck(
                            replica.name(), replica.url(), replica.host(), application.with(replica), found, primary);
                    ServerFindings findings = tell(check, false, out);
                    well &= findings.well();
                    primaries += findings.primary() ? 1 : 0;
                    servers++;
                }
            }
        }
        if (replicas == 0) {
            out.println("no replicas are configured, so nothing is routed");
        } else if (primaries == servers && servers > 0) {
            out.println();
            out.println("WRONG: none of the replicas is one beside the primary, so nothing is read from any");
            return false;
        }
        return well;
    }

    /** The servers that an entry stands for; none, and that is said, if they cannot be looked up. */
    private static List<ReplicaSettings> servers(ReplicaSettings entry, PrintStream out) {
        if (entry.expand() == Expand.NONE) {
            return List.of(entry);
        }
        out.println();
        try {
            List<String> found = Resolver.ofThisMachine().servers(entry);
            out.println(entry.name() + "  stands for " + String.join(", ", found));
            return found.stream().map(entry::at).toList();
        } catch (IOException unknown) {
            out.println(entry.name() + "  cannot be looked up: " + unknown.getMessage());
            return List.of();
        }
    }

    private static ServerFindings tell(ServerCheck check, boolean expectedToWrite, PrintStream out) {
        FutureTask<ServerFindings> task = new FutureTask<>(() -> check.run(expectedToWrite));
        Thread thread = new Thread(task, "check " + check.name());
        thread.setDaemon(true);
        thread.start();
        ServerFindings findings = new ServerFindings();
        try {
            findings = task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            findings.wrong("no answer within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            findings.wrong(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            findings.wrong("interrupted");
        }
        out.println();
        out.println(check.name() + "  " + JdbcUrl.masked(check.url()));
        findings.lines().forEach(line -> out.println("  " + JdbcUrl.masked(line)));
        return findings;
    }
}
