// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux says that processes have cost so far, to the nanosecond where {@link Jvm#cpuTime} goes by ticks. What has
 * ended counts no more, so threads and processes should last from one look to the next.
 */
final class ProcessCost {

    private static final Path PROC = Path.of("/proc");

    /** Where the parent stands in what follows the name in {@code stat}. */
    private static final int PARENT = 1;

    private ProcessCost() {}

    /**
     * Of the threads of a JVM.
     *
     * @param cpu of all of them, in nanoseconds
     * @param watchers of those of the agent that ask servers for their positions
     * @param compilers of those that compile
     * @param switches how often threads have given up a processor by themselves, to wait
     */
    record Threads(long cpu, long watchers, long compilers, long switches) {

        private static final Threads NONE = new Threads(0, 0, 0, 0);

        private Threads plus(Threads other) {
            return new Threads(
                    cpu + other.cpu, watchers + other.watchers, compilers + other.compilers, switches + other.switches);
        }

        Threads minus(Threads before) {
            return new Threads(
                    cpu - before.cpu,
                    watchers - before.watchers,
                    compilers - before.compilers,
                    switches - before.switches);
        }
    }

    /** Of all threads of a JVM. */
    static Threads ofThreads(long process) throws IOException {
        Threads all = Threads.NONE;
        try (Stream<Path> threads = Files.list(PROC.resolve(process + "/task"))) {
            for (Path thread : threads.toList()) {
                try {
                    all = all.plus(ofThread(thread));
                } catch (IOException ended) {
                    // Between the list and the look.
                }
            }
        }
        return all;
    }

    private static Threads ofThread(Path thread) throws IOException {
        // The kernel keeps 15 characters.
        String name = Files.readString(thread.resolve("comm"));
        long cpu = cpu(thread);
        boolean compiles = name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
        return new Threads(cpu, name.startsWith("replicated-watc") ? cpu : 0, compiles ? cpu : 0, switches(thread));
    }

    private static long switches(Path thread) throws IOException {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }

    /** The CPU of all children of a process, in nanoseconds: of a PostgreSQL server all but the one that forks. */
    static long ofChildren(long process) throws IOException {
        long cpu = 0;
        try (Stream<Path> entries = Files.list(PROC)) {
            for (Path entry : entries.toList()) {
                try {
                    if (isProcess(entry) && parent(entry) == process) {
                        cpu += cpu(entry);
                    }
                } catch (IOException ended) {
                    // Between the list and the look.
                }
            }
        }
        return cpu;
    }

    /** The process that has forked another. */
    static long parent(long process) throws IOException {
        return parent(PROC.resolve(Long.toString(process)));
    }

    private static long parent(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        // The name, in brackets, may have spaces.
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", PARENT + 2)[PARENT]);
    }

    private static boolean isProcess(Path entry) {
        return Character.isDigit(entry.getFileName().toString().charAt(0));
    }

    private static long cpu(Path task) throws IOException {
        return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
    }
}
