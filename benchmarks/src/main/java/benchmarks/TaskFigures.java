// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What a task costs without an agent, with ours, and with OpenTelemetry's, which follows tasks as well: forks in turn,
 * process CPU and bytes for each task, medians of the rounds, and how much that is beyond no agent in the same round.
 */
public final class TaskFigures {

    private static final List<String> TASKS =
            List.of("futureTask", "stage", "executeLambda", "executeNamed", "forkAndJoin");
    private static final int WARM_UP = 4;
    private static final int MEASURED = 5;

    private TaskFigures() {}

    private record Figure(double nanos, double bytes) {}

    /**
     * Runs what was asked for.
     *
     * @param arguments our jar; OpenTelemetry's; the number of rounds; a regular expression for the names of tasks
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path configuration = Files.writeString(
                Files.createTempFile("replicated-benchmark-", ".yaml"), """
                replicas:
                  - {url: '%s', name: replica-1}
                trust-after: 0
                log: {level: error}
                """.formatted(NoopDriver.REPLICA));
        List<String> ours = List.of("-javaagent:" + arguments[0] + "=" + configuration, "-Dbenchmarks.routed=true");
        List<String> theirs = List.of(
                "-javaagent:" + arguments[1],
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none");
        Map<String, List<Figure>> figures = new TreeMap<>();
        try {
            for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
                for (String task : TASKS) {
                    if (task.matches(arguments[3])) {
                        Figure alone = fork(task, "OUTSIDE", List.of());
                        add(figures, task + ", no agent", alone, new Figure(0, 0));
                        for (String where : List.of("OUTSIDE", "WITHIN")) {
                            String scope = where.toLowerCase(Locale.ROOT);
                            add(figures, task + ", replicated " + scope, fork(task, where, ours), alone);
                            add(figures, task + ", OpenTelemetry " + scope, fork(task, where, theirs), alone);
                        }
                    }
                }
            }
        } finally {
            Files.delete(configuration);
        }
        System.out.println("| task | beyond no agent, ns | B |");
        System.out.println("| --- | ---: | ---: |");
        figures.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.0f |%n",
                name,
                middle(all.stream().mapToDouble(Figure::nanos).toArray()),
                middle(all.stream().mapToDouble(Figure::bytes).toArray())));
    }

    private static void add(Map<String, List<Figure>> figures, String name, Figure figure, Figure alone) {
        Figure beyond = new Figure(figure.nanos() - alone.nanos(), figure.bytes() - alone.bytes());
        System.err.printf(
                Locale.ROOT, "%s: %.1f ns, %.0f B; %+.1f ns%n", name, figure.nanos(), figure.bytes(), beyond.nanos());
        figures.computeIfAbsent(name, key -> new ArrayList<>()).add(beyond);
    }

    private static Figure fork(String task, String where, List<String> more) throws RunnerException {
        List<String> flags = new ArrayList<>(List.of("-Xms256m", "-Xmx256m", "-XX:+UseParallelGC"));
        flags.add("-XX:-BackgroundCompilation");
        flags.addAll(more);
        System.setProperty("java.class.path", CLASS_PATH);
        OptionsBuilder options = new OptionsBuilder();
        options.include("\\.TaskBenchmark\\." + task + "$")
                .param("where", where)
                .forks(1)
                .mode(Mode.SingleShotTime)
                .warmupIterations(WARM_UP)
                .measurementIterations(MEASURED)
                .addProfiler(CpuProfiler.class)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(flags.toArray(new String[0]))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        RunResult run = new Runner(options.build()).runSingle();
        List<Figure> iterations = new ArrayList<>();
        run.getBenchmarkResults().forEach(result -> {
            for (IterationResult iteration : result.getIterationResults()) {
                iterations.add(new Figure(score(iteration, CpuProfiler.CPU), score(iteration, "gc.alloc.rate.norm")));
            }
        });
        return new Figure(
                middle(iterations.stream().mapToDouble(Figure::nanos).toArray()),
                middle(iterations.stream().mapToDouble(Figure::bytes).toArray()));
    }

    private static double score(IterationResult iteration, String name) {
        Result<?> result = iteration.getSecondaryResults().get(name);
        return result == null ? Double.NaN : result.getScore();
    }

    private static double middle(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Agents are found in their own jars, before they are found among the modules. */
    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(part -> !part.contains(File.separator + "agent" + File.separator))
            .collect(Collectors.joining(File.pathSeparator));
}
