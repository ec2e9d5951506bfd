import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/**
 * Starts the test application again and again: without an agent, with one whose transformer does nothing, with ours and
 * no replica for the application's database, and with a replica (for which the agent builds a pool beside the
 * application's). Prints medians; run by {@code startup}.
 */
public final class Startup {
    // The contract, for the agent without replica pools.
    private static final double MAX_WALL = 1.10;
    private static final double MAX_CPU = 1.12;

    /** Beyond the agent that does nothing. */
    private static final long MAX_EXTRA_MIB = 15;

    private static final String DATABASE = "jdbc:h2:mem:notes;DB_CLOSE_DELAY=-1";
    private static final String NO_AGENT = "without the agent";
    private static final String IDLE_AGENT = "with an agent that does nothing";
    private static final String AGENT = "with the agent";
    private static final String AGENT_AND_REPLICA = "with the agent and a replica";

    private Startup() {}

    /** One start: milliseconds to the first answer, CPU milliseconds and resident MiB until then. */
    private record Start(long wallMillis, long cpuMillis, long residentMib) {}

    /** async-profiler from the first instruction of a JVM on: a file of collapsed stacks for each start. */
    private record Profiles(String library, Path folder) {

        String option(String variant, int round) {
            return "-agentpath:" + library + "=start,event=cpu,interval=100us,collapsed,threads,log=/dev/null,file="
                    + folder.resolve(variant.replace(' ', '-') + "-" + round + ".collapsed");
        }
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        String agent = arguments[1];
        Path jar = Path.of(arguments[2]);
        Profiles profiles = arguments.length > 3 ? new Profiles(arguments[3], Path.of(arguments[4])) : null;
        Path folder = Files.createTempDirectory("replicated-startup-");
        Path other = Files.writeString(folder.resolve("other.yaml"), replica("jdbc:postgresql://127.0.0.1:1/other"));
        Path own = Files.writeString(folder.resolve("own.yaml"), replica(DATABASE));

        Map<String, List<String>> variants = new LinkedHashMap<>();
        variants.put(NO_AGENT, List.of());
        Path idle = idleAgent(folder);
        variants.put(IDLE_AGENT, List.of("-javaagent:" + idle));
        variants.put(AGENT, List.of("-javaagent:" + agent + "=" + other));
        variants.put(AGENT_AND_REPLICA, List.of("-javaagent:" + agent + "=" + own));

        Map<String, List<Start>> starts = new LinkedHashMap<>();
        variants.keySet().forEach(variant -> starts.put(variant, new ArrayList<>()));
        // The first round warms the file cache and is not counted.
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
                List<String> options = new ArrayList<>(variant.getValue());
                if (profiles != null) {
                    options.add(0, profiles.option(variant.getKey(), round));
                }
                Start start = start(options, jar, folder.resolve("output"));
                if (round > 0) {
                    starts.get(variant.getKey()).add(start);
                }
            }
            System.out.print(".");
            System.out.flush();
        }
        for (Path file : List.of(other, own, idle, folder.resolve("output"), folder)) {
            Files.delete(file);
        }
        System.out.println();
        System.exit(report(starts, rounds) ? 0 : 1);
    }

    /** An agent that looks at each class and leaves it as it is: what no agent that looks at classes can do without. */
    private static Path idleAgent(Path folder) throws IOException {
        Path source = Files.writeString(
                folder.resolve("Idle.java"),
                """
                public final class Idle implements java.lang.instrument.ClassFileTransformer {
                    public static void premain(String argument, java.lang.instrument.Instrumentation jvm) {
                        jvm.addTransformer(new Idle(), true);
                    }

                    @Override
                    public byte[] transform(
                            Module module,
                            ClassLoader loader,
                            String name,
                            Class<?> redefined,
                            java.security.ProtectionDomain domain,
                            byte[] bytes) {
                        return null;
                    }
                }
                """);
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", source.toString());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", "Idle");
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Path compiled = folder.resolve("Idle.class");
        Path jar = folder.resolve("idle.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry("Idle.class"));
            Files.copy(compiled, out);
        }
        Files.delete(source);
        Files.delete(compiled);
        return jar;
    }

    private static String replica(String url) {
        return "replicas:\n  - url: \"" + url + "\"\nlog:\n  level: warn\n";
    }

    private static Start start(List<String> options, Path jar, Path output) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(output.toFile());
        builder.environment().put("PORT", "0");
        builder.environment().put("DB_URL", DATABASE);
        long begin = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            if (line == null || !line.startsWith("Listening on ")) {
                throw new IOException("The application did not start: " + line + "\n" + Files.readString(output));
            }
            HttpURLConnection request = (HttpURLConnection)
                    URI.create(line.substring("Listening on ".length())).toURL().openConnection();
            int status = request.getResponseCode();
            long wallMillis = (System.nanoTime() - begin) / 1_000_000;
            if (status != 200) {
                throw new IOException("The first request was answered with status " + status);
            }
            return new Start(
                    wallMillis,
                    process.info().totalCpuDuration().orElseThrow().toMillis(),
                    residentMib(process.pid()));
        } finally {
            // Not by force: what was profiled is written at the end.
            process.destroy();
            process.waitFor();
        }
    }

    private static long residentMib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("No VmRSS");
    }

    private static boolean report(Map<String, List<Start>> starts, int rounds) throws IOException {
        System.out.printf(
                "JDK %s, %d rounds, load average %s%n",
                Runtime.version(), rounds, Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        System.out.printf(
                "%-32s %22s %8s %14s %8s %10s %8s%n",
                "", "wall ms (min-max)", "delta", "cpu ms", "delta", "RSS MiB", "delta");
        List<Start> base = starts.get(NO_AGENT);
        starts.forEach((variant, all) -> {
            long wall = median(wall(all));
            List<Long> walls = wall(all);
            System.out.printf(
                    "%-32s %22s %+8d %14d %+8d %10d %+8d%n",
                    variant,
                    wall + " (" + walls.get(0) + "-" + walls.get(walls.size() - 1) + ")",
                    wall - median(wall(base)),
                    median(cpu(all)),
                    median(cpu(all)) - median(cpu(base)),
                    median(resident(all)),
                    median(resident(all)) - median(resident(base)));
        });
        double moreWall = median(wall(starts.get(AGENT))) / (double) median(wall(base));
        double moreCpu = median(cpu(starts.get(AGENT))) / (double) median(cpu(base));
        long extraMib = median(resident(starts.get(AGENT))) - median(resident(starts.get(IDLE_AGENT)));
        boolean kept = moreWall <= MAX_WALL && moreCpu <= MAX_CPU && extraMib <= MAX_EXTRA_MIB;
        System.out.printf(
                "Without replica pools: wall x %.2f (at most %.2f), CPU x %.2f (at most %.2f), %+d MiB beyond the agent that"
                        + " does nothing (at most %d): the contract is %s.%n",
                moreWall, MAX_WALL, moreCpu, MAX_CPU, extraMib, MAX_EXTRA_MIB, kept ? "kept" : "NOT kept");
        return kept;
    }

    private static List<Long> wall(List<Start> starts) {
        return starts.stream().map(Start::wallMillis).sorted().toList();
    }

    private static List<Long> cpu(List<Start> starts) {
        return starts.stream().map(Start::cpuMillis).sorted().toList();
    }

    private static List<Long> resident(List<Start> starts) {
        return starts.stream().map(Start::residentMib).sorted().toList();
    }

    private static long median(List<Long> sorted) {
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
