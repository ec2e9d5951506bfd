// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.Cli;
import replicated.cli.AttachCommand;
import replicated.cli.CheckCommand;

/**
 * Shell commands that pages show: would the shell take them, and is there what they name? Commands of the agent are
 * read by the agent.
 */
final class Commands {

    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Z_]+=.*");
    private static final Pattern MODULES = Pattern.compile("<module>([^<]+)</module>");

    /** Any name of the jar that we tell people to run. */
    private static final Set<String> JARS = Set.of("replicated.jar", "NEW.jar");

    /** Programs of others: that they are there, and what they take, is not ours to test. */
    private static final Set<String> OTHERS =
            Set.of("curl", "kubectl", "docker", "jar", "ssh", "asadmin", "keytool", "systemctl", "sha256sum", "gpg");

    private static final Set<String> GOALS = Set.of("package", "test", "verify", "spotless:apply");

    private final List<String> problems = new ArrayList<>();

    private Commands() {}

    /**
     * Looks at a script.
     *
     * @param script one command a line, or lines joined by a backslash
     * @return what is wrong with it; empty: nothing
     */
    static List<String> problems(String script) throws IOException, InterruptedException {
        Commands commands = new Commands();
        commands.shell(script);
        for (String line : script.replace("\\\n", " ").lines().toList()) {
            List<String> words = words(line);
            while (!words.isEmpty() && ASSIGNMENT.matcher(words.get(0)).matches()) {
                commands.agents(words.remove(0));
            }
            if (!words.isEmpty()) {
                commands.command(words.get(0), words.subList(1, words.size()));
            }
        }
        return commands.problems;
    }

    /** Words without their quotes, up to a comment. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find() && !matcher.group().startsWith("#")) {
            words.add(matcher.group().replaceAll("['\"]", ""));
        }
        return words;
    }

    private void shell(String script) throws IOException, InterruptedException {
        Process sh = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
        sh.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        sh.getOutputStream().close();
        String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (sh.waitFor() != 0) {
            problems.add("sh -n: " + said.strip());
        }
    }

    private void command(String program, List<String> arguments) {
        arguments.forEach(this::agents);
        if (program.equals("java")) {
            java(arguments);
        } else if (program.equals("mvn")) {
            maven(arguments);
        } else if (program.contains("/")) {
            script(program, arguments);
        } else if (!OTHERS.contains(program)) {
            problems.add(program + ": a program that this test does not know");
        }
    }

    private void java(List<String> arguments) {
        int jar = arguments.indexOf("-jar");
        if (jar >= 0 && JARS.contains(arguments.get(jar + 1))) {
            agentCommand(arguments.subList(jar + 2, arguments.size()));
        }
    }

    private void agentCommand(List<String> arguments) {
        List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        String command = arguments.isEmpty() || rest.contains("--help") ? "" : arguments.get(0);
        try {
            switch (command) {
                case "check" -> CheckCommand.of(rest);
                case "attach" -> AttachCommand.of(rest);
                default -> run(arguments);
            }
        } catch (IllegalArgumentException wrong) {
            problems.add(wrong.getMessage());
        }
    }

    /**
     * These print something and change nothing; an option that a command does not have must be in what it prints about
     * itself.
     */
    private void run(List<String> arguments) {
        PrintStream before = System.out;
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        ByteArrayOutputStream usage = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(usage, true, StandardCharsets.UTF_8));
            Cli.run(new String[] {"help"});
            System.setOut(nowhere);
            if (Cli.run(arguments.toArray(new String[0])) != 0) {
                problems.add(arguments + ": not understood");
            }
        } finally {
            System.setOut(before);
        }
        for (String argument : arguments) {
            if (argument.startsWith("--")
                    && !Set.of("--help", "--version").contains(argument)
                    && !usage.toString(StandardCharsets.UTF_8).contains(argument)) {
                problems.add(argument + ": no such option");
            }
        }
    }

    private void maven(List<String> arguments) {
        List<String> modules = MODULES.matcher(Repository.text("pom.xml"))
                .results()
                .map(each -> each.group(1))
                .toList();
        for (int at = 0; at < arguments.size(); at++) {
            String argument = arguments.get(at);
            if (argument.equals("-pl")) {
                for (String module : arguments.get(++at).split(",", -1)) {
                    if (!modules.contains(module)) {
                        problems.add(module + ": no such module");
                    }
                }
            } else if (argument.startsWith("-P")
                    && !isInAPom("<id>" + argument.substring(2) + "</id>")
                    && !isInAPom("<name>" + argument.substring(2) + "</name>")) {
                problems.add(argument + ": no such profile");
            } else if (!argument.startsWith("-") && !GOALS.contains(argument)) {
                problems.add(argument + ": a goal that this test does not know");
            }
        }
    }

    private static boolean isInAPom(String text) {
        return Repository.files("pom.xml").stream()
                .anyMatch(pom -> Repository.text(Repository.ROOT.relativize(pom).toString())
                        .contains(text));
    }

    private void script(String program, List<String> arguments) {
        String name = program.startsWith("./") ? program.substring(2) : program;
        if (!Files.isExecutable(Repository.ROOT.resolve(name))) {
            problems.add(program + ": no such script");
            return;
        }
        for (String argument : arguments) {
            if (argument.startsWith("--") && !Repository.text(name).contains(argument)) {
                problems.add(program + " " + argument + ": no such option");
            }
        }
    }

    /** {@code -javaagent:} and system properties that are ours. */
    private void agents(String word) {
        if (word.contains("-javaagent:") && !word.matches(".*-javaagent(?:\\\\)?:(?:\\.\\.\\.|\\S*\\.jar(?:=\\S+)?)")) {
            problems.add(word + ": not a flag for an agent");
        }
        Matcher property = Pattern.compile("-D(replicated\\.[a-z.-]+)").matcher(word);
        while (property.find()) {
            String quoted = "\"" + property.group(1) + "\"";
            if (Repository.files(".java").stream()
                    .noneMatch(file -> Repository.text(
                                    Repository.ROOT.relativize(file).toString())
                            .contains(quoted))) {
                problems.add(property.group() + ": no such property");
            }
        }
    }
}
