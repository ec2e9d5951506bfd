// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What {@link JdbcBenchmark} asks, for machines that have other things to do: each contestant in JVMs of its own, all in
 * turn and then all again, in chunks of about a millisecond. The 5th percentile of the chunks counts: what else the
 * machine does makes chunks longer, never shorter. Takes several builds of the agent, to compare them in one run.
 */
public final class HotPath {

    private static final String SQL = "SELECT id, id AS name FROM owners WHERE id = ?";

    private static final int WARM_UP = 12;
    private static final int PER_WARM_UP = 200_000;
    private static final int REQUESTS = 20;
    private static final int CHUNKS = 100;

    private static volatile Object sink;
    private static long sum;

    private HotPath() {}

    /** What is measured. */
    private enum Operation {
        BORROW("borrow", 8_000),
        QUERY("query", 1_000),
        /** As Hibernate works under Spring's {@code @Transactional}, in an application that has annotated methods. */
        TRANSACTION("transaction", 1_000),
        READ_ONLY_TRANSACTION("read-only transaction", 1_000);

        final String title;

        /** So many take about a millisecond. */
        final int perChunk;

        Operation(String title, int perChunk) {
            this.title = title;
            this.perChunk = perChunk;
        }

        boolean isTransaction() {
            return this == TRANSACTION || this == READ_ONLY_TRANSACTION;
        }
    }

    /** Known to the agent by its simple name. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface UsePrimary {}

    /** Of one operation: the 5th percentile of nanoseconds, and bytes allocated. */
    private record Figure(double nanos, double bytes) {}

    /**
     * Compares, or measures one contestant in this JVM.
     *
     * @param arguments rounds, options of the JVMs (separated by blanks, or empty), and agents' jars; or, in a JVM of a
     *     contestant, its name and the operation
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].matches("\\d+")) {
            compare(
                    Integer.parseInt(arguments[0]),
                    Arrays.stream(arguments[1].split(" "))
                            .filter(option -> !option.isEmpty())
                            .toList(),
                    List.of(arguments).subList(2, arguments.length));
        } else {
            Figure figure = measure(Contestant.valueOf(arguments[0]), Operation.valueOf(arguments[1]));
            System.out.printf(Locale.ROOT, "figure %f %f%n", figure.nanos(), figure.bytes());
            System.exit(0);
        }
    }

    private static void compare(int rounds, List<String> options, List<String> agents) throws Exception {
        Path configuration = Files.writeString(
                Files.createTempFile("replicated-hot-path-", ".yaml"), """
                replicas:
                  - {url: '%s', name: replica-1}
                trust-after: 0
                log: {level: error}
                """.formatted(NoopDriver.REPLICA));
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        try {
            for (int round = 0; round < rounds; round++) {
                for (Operation operation : Operation.values()) {
                    add(figures, operation, Contestant.HIKARI, options, null, null);
                    add(figures, operation, Contestant.SPRING_LAZY, options, null, null);
                    for (String agent : agents) {
                        if (operation != Operation.READ_ONLY_TRANSACTION) {
                            add(figures, operation, Contestant.PRIMARY, options, agent, configuration);
                        }
                        add(figures, operation, Contestant.REPLICA, options, agent, configuration);
                    }
                }
            }
        } finally {
            Files.delete(configuration);
        }
        System.out.printf(
                "JDK %s %s, load average %s%n",
                Runtime.version(),
                String.join(" ", options),
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        System.out.println("| what | ns, the median of the rounds | least | most | ratio | B | more |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        figures.forEach((what, all) -> {
            String operation = what.substring(0, what.indexOf(','));
            List<Figure> base = figures.get(operation + ", " + Contestant.HIKARI.title);
            double[] nanos = all.stream().mapToDouble(Figure::nanos).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.2f | %.0f | %+.0f |%n",
                    what,
                    median(all),
                    nanos[0],
                    nanos[nanos.length - 1],
                    median(all) / median(base),
                    all.get(0).bytes(),
                    all.get(0).bytes() - base.get(0).bytes());
        });
    }

    private static double median(List<Figure> all) {
        double[] nanos = all.stream().mapToDouble(Figure::nanos).sorted().toArray();
        return (nanos[(nanos.length - 1) / 2] + nanos[nanos.length / 2]) / 2;
    }

    private static void add(
            Map<String, List<Figure>> figures,
            Operation operation,
            Contestant contestant,
            List<String> options,
            String agent,
            Path configuration)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+UseParallelGC"));
        if (options.stream().anyMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
            command.remove("-XX:+UseParallelGC");
        }
        command.add("-Dcom.zaxxer.hikari.useWeakReferences=true");
        command.addAll(options);
        String title = operation.title + ", " + contestant.title;
        if (agent != null) {
            command.add("-javaagent:" + agent + "=" + configuration);
            title += ", " + Path.of(agent).getParent().getFileName() + "/"
                    + Path.of(agent).getFileName();
        }
        command.addAll(
                List.of("-cp", classPath(agent != null), HotPath.class.getName(), contestant.name(), operation.name()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ":\n" + output);
        }
        String[] words = output.substring(output.lastIndexOf("figure ")).trim().split(" ");
        Figure figure = new Figure(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        System.err.printf(Locale.ROOT, "%s: %.1f ns, %.0f B%n", title, figure.nanos(), figure.bytes());
        figures.computeIfAbsent(title, key -> new ArrayList<>()).add(figure);
    }

    /** An agent has to be found in its own jar. */
    private static String classPath(boolean withoutAgent) {
        String all = System.getProperty("java.class.path");
        return withoutAgent
                ? String.join(
                        File.pathSeparator,
                        Arrays.stream(all.split(File.pathSeparator))
                                .filter(part -> !part.contains(File.separator + "agent" + File.separator))
                                .toList())
                : all;
    }

    private static Figure measure(Contestant contestant, Operation operation) throws Exception {
        DataSource source = contestant.open();
        waitUntilRouted(contestant, operation, source);
        if (operation.isTransaction()) {
            new Request(contestant.method, HotPath::annotated).run();
        }
        for (int i = 0; i < WARM_UP; i++) {
            new Request(contestant.method, () -> run(source, contestant, operation, PER_WARM_UP)).run();
        }
        List<Double> nanos = new ArrayList<>();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] bytes = new double[1];
        for (int i = 0; i < REQUESTS; i++) {
            new Request(contestant.method, () -> {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        for (int j = 0; j < CHUNKS; j++) {
                            long begin = System.nanoTime();
                            run(source, contestant, operation, operation.perChunk);
                            nanos.add((System.nanoTime() - begin) / (double) operation.perChunk);
                        }
                        bytes[0] = (threads.getCurrentThreadAllocatedBytes() - before)
                                / (double) (CHUNKS * operation.perChunk);
                    })
                    .run();
        }
        nanos.sort(null);
        return new Figure(nanos.get(nanos.size() / 20), bytes[0]);
    }

    @UsePrimary
    static void annotated() {
        sink = "entered";
    }

    /** The pool of a replica is built beside the requests. */
    private static void waitUntilRouted(Contestant contestant, Operation operation, DataSource source)
            throws Exception {
        String[] seen = {""};
        for (int attempt = 0; attempt < 100; attempt++) {
            new Request(contestant.method, () -> {
                        try (Connection connection = source.getConnection()) {
                            connection.setReadOnly(operation == Operation.READ_ONLY_TRANSACTION);
                            connection.setAutoCommit(!operation.isTransaction());
                            query(connection);
                            seen[0] = connection.toString();
                        }
                    })
                    .run();
            if (!contestant.agent() || seen[0].contains(contestant == Contestant.REPLICA ? "replica-1]" : "primary]")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(contestant + " does not route as it should: " + seen[0]);
    }

    private static void run(DataSource source, Contestant contestant, Operation operation, int count)
            throws SQLException {
        for (int i = 0; i < count; i++) {
            Connection connection = source.getConnection();
            switch (operation) {
                case BORROW -> {
                    tellWhatItIsFor(connection, contestant.toldReadOnly);
                    sink = connection;
                }
                case QUERY -> {
                    tellWhatItIsFor(connection, contestant.toldReadOnly);
                    query(connection);
                }
                case TRANSACTION -> transaction(connection);
                case READ_ONLY_TRANSACTION -> {
                    connection.setReadOnly(true);
                    transaction(connection);
                    connection.setReadOnly(false);
                }
            }
            connection.close();
        }
    }

    private static void tellWhatItIsFor(Connection connection, boolean readOnly) throws SQLException {
        if (readOnly) {
            connection.setReadOnly(true);
        }
    }

    private static void transaction(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
        }
        query(connection);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void query(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(SQL);
        statement.setInt(1, 7);
        ResultSet result = statement.executeQuery();
        // As applications do, which hand it to a framework: else a JVM that sees through a pool alone, but not
        // through what is before it, never makes the pool's, and its bytes are called those of what is before.
        sink = result;
        while (result.next()) {
            sum += result.getInt(1);
            sink = result.getString(2);
        }
        result.close();
        statement.close();
    }
}
