// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import replicated.bootstrap.Main;
import replicated.cli.AttachCommand;
import replicated.cli.CheckCommand;
import replicated.config.Reference;
import replicated.config.Schema;

/** {@code java -jar replicated.jar COMMAND}, once the agent's classes are loaded. */
public final class Cli {

    private static final String USAGE = """
            usage: java -jar replicated.jar COMMAND

              check FILE        validate a configuration, connect to its servers and tell how they are
                --driver JAR        the JDBC driver, or an application with it inside (may be repeated); or:
                                    java -cp replicated.jar:driver.jar replicated.bootstrap.Main check FILE
                --primary URL       the application's own database, to measure lag against
                --username NAME     as in the application's own pool, where the file names none
                --password-file F   its password
              attach PID FILE   start the agent in a running JVM
              config            print every key of the configuration, with its default
                --schema            as a JSON Schema, for editors
              version           print the version

            exit codes: 0, all is well; 1, something is wrong; 2, the command line is not understood
            """;

    private Cli() {}

    /**
     * Runs a command.
     *
     * @param arguments the command and what it takes
     * @return exit code: 0, 1 if something is wrong, 2 if the arguments are not understood
     */
    public static int run(String[] arguments) {
        return run(Arrays.asList(arguments), System.out, System.err);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        if (rest.contains("--help") || rest.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        try {
            switch (command) {
                case "check" -> {
                    return CheckCommand.of(rest).run(out);
                }
                case "attach" -> {
                    return AttachCommand.of(rest).run(out);
                }
                case "config" -> out.print(rest.contains("--schema") ? Schema.print() : Reference.print());
                case "version", "--version" -> out.println("replicated " + version());
                case "help", "--help", "-h" -> out.print(USAGE);
                default ->
                    throw new IllegalArgumentException(
                            command.isEmpty() ? "no command" : "there is no command '" + command + "'");
            }
            return 0;
        } catch (IllegalArgumentException wrong) {
            err.println("replicated: " + wrong.getMessage());
            err.print(USAGE);
            return 2;
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
