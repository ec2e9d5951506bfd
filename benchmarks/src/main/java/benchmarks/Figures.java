// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs each benchmark in forks of its own, all of them in turn and then all of them again, and prints medians of
 * process CPU and of bytes per operation, beside what the contract allows.
 */
public final class Figures {

    private static final int WARM_UP = 12;
    private static final int MEASURED = 7;

    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String WITHOUT_AGENT = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .filter(part -> !part.contains(File.separator + "agent" + File.separator))
            .collect(Collectors.joining(File.pathSeparator));

    private Figures() {}

    /** Process CPU in nanoseconds and bytes allocated, per operation. */
    private record Figure(double nanos, double bytes) {

        static Figure median(List<Figure> all) {
            return new Figure(
                    middle(all.stream().mapToDouble(Figure::nanos).toArray()),
                    middle(all.stream().mapToDouble(Figure::bytes).toArray()));
        }

        /** The clock of CPU time ticks too slowly for single iterations. */
        static Figure mean(List<Figure> all) {
            return new Figure(
                    all.stream().mapToDouble(Figure::nanos).average().orElse(Double.NaN),
                    all.stream().mapToDouble(Figure::bytes).average().orElse(Double.NaN));
        }

        private static double middle(double... values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }
    }

    /**
     * Runs what was asked for.
     *
     * @param arguments the agent's jar; the number of rounds; a regular expression that a line of the table has to
     *     contain
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        int rounds = Integer.parseInt(arguments[1]);
        Path configuration = Files.writeString(
                Files.createTempFile("replicated-benchmark-", ".yaml"), """
                replicas:
                  - {url: '%s', name: replica-1}
                trust-after: 0
                log: {level: error}
                """.formatted(NoopDriver.REPLICA));
        String agent = "-javaagent:" + arguments[0] + "=" + configuration;
        Map<Line, List<Figure>> figures = new LinkedHashMap<>();
        try {
            for (int round = 0; round < rounds; round++) {
                for (Line line : Line.all()) {
                    if (line.toString().matches(".*(" + arguments[2] + ").*")) {
                        Figure figure;
                        try {
                            figure = fork(line, agent);
                        } catch (RunnerException e) {
                            if (line.contestant() == null || line.contestant().agent()) {
                                throw e;
                            }
                            // A peer that cannot run on this driver is left out of the table.
                            System.err.println(round + " " + line + ": did not run: " + e);
                            continue;
                        }
                        figures.computeIfAbsent(line, key -> new ArrayList<>()).add(figure);
                        System.err.printf(
                                Locale.ROOT, "%d %s: %.1f ns, %.0f B%n", round, line, figure.nanos(), figure.bytes());
                    }
                }
            }
        } finally {
            Files.delete(configuration);
        }
        System.exit(print(figures) ? 0 : 1);
    }

    private static Figure fork(Line line, String agent) throws RunnerException {
        List<String> flags = new ArrayList<>(List.of("-Xms256m", "-Xmx256m", "-XX:+UseParallelGC"));
        // Warm-up must not take longer where the machine is busy.
        flags.add("-XX:-BackgroundCompilation");
        // What HikariCP does in every servlet container and in Spring Boot's jars, where another class loader than the
        // system's has loaded it.
        flags.add("-Dcom.zaxxer.hikari.useWeakReferences=true");
        boolean ours = line.contestant() != null && line.contestant().agent();
        if (ours) {
            flags.add(agent);
        }
        // What JMH gives its forks. An agent has to be found in its own jar before it is found among the modules.
        System.setProperty("java.class.path", ours ? WITHOUT_AGENT : CLASS_PATH);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + line.benchmark().replace(".", "\\.") + "$")
                .forks(1)
                // So much work, not so much time: on a busy machine it would not be warm by then.
                .mode(Mode.SingleShotTime)
                .warmupIterations(WARM_UP)
                .warmupBatchSize(line.batch())
                .measurementIterations(MEASURED)
                .measurementBatchSize(line.batch())
                .addProfiler(CpuProfiler.class)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(flags.toArray(new String[0]))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (line.contestant() != null) {
            options.param("contestant", line.contestant().name());
        }
        List<Figure> iterations = new ArrayList<>();
        for (RunResult run : new Runner(options.build()).run()) {
            for (BenchmarkResult result : run.getBenchmarkResults()) {
                for (IterationResult iteration : result.getIterationResults()) {
                    // JMH takes a batch for one operation.
                    iterations.add(new Figure(
                            score(iteration, CpuProfiler.CPU) / line.batch(),
                            score(iteration, "gc.alloc.rate.norm") / line.batch()));
                }
            }
        }
        return Figure.mean(iterations);
    }

    private static double score(IterationResult iteration, String name) {
        Result<?> result = iteration.getSecondaryResults().get(name);
        return result == null ? Double.NaN : result.getScore();
    }

    /** Whether the contract is kept. */
    private static boolean print(Map<Line, List<Figure>> figures) {
        boolean kept = true;
        System.out.println("| what | ns | B | beyond | ns | B | ratio | allowed | kept |");
        System.out.println("| --- | ---: | ---: | --- | ---: | ---: | ---: | --- | --- |");
        for (Map.Entry<Line, List<Figure>> entry : figures.entrySet()) {
            Line line = entry.getKey();
            Figure own = Figure.median(entry.getValue());
            Figure base = median(figures, line.base());
            // Round by round, since what else the machine does changes between them.
            List<Figure> differences = new ArrayList<>();
            List<Figure> ratios = new ArrayList<>();
            for (int round = 0; round < entry.getValue().size(); round++) {
                Figure here = entry.getValue().get(round);
                Figure there = line.base() == null || base == null
                        ? new Figure(0, 0)
                        : figures.get(line.base()).get(round);
                differences.add(new Figure(here.nanos() - there.nanos(), here.bytes() - there.bytes()));
                ratios.add(new Figure(here.nanos() / there.nanos(), here.bytes() / there.bytes()));
            }
            Figure beyond = Figure.median(differences);
            double ratio = Figure.median(ratios).nanos();
            Line.Most most = line.most();
            Figure counts = most != null && !most.beyondBase() ? own : beyond;
            // The benchmark's own request adds some tenths of a byte.
            boolean within = most == null
                    || (counts.nanos() <= most.nanos()
                            && Math.round(counts.bytes()) <= most.bytes()
                            && !(ratio > most.ratio()));
            kept &= within;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.0f | %s | %s | %s | %s |%n",
                    line,
                    own.nanos(),
                    own.bytes(),
                    base == null ? "" : line.base(),
                    base == null
                            ? "| | "
                            : String.format(Locale.ROOT, "%+.1f | %+.0f | %.2f", beyond.nanos(), beyond.bytes(), ratio),
                    most == null ? "" : most,
                    most == null ? "" : within ? "yes" : "NO");
        }
        return kept;
    }

    private static Figure median(Map<Line, List<Figure>> figures, Line line) {
        List<Figure> all = line == null ? null : figures.get(line);
        return all == null ? null : Figure.median(all);
    }
}
