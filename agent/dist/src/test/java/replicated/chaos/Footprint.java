// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.servers.Cluster;
import replicated.servers.Server;

/**
 * What a JVM of the application holds, and what its cluster does for all of them.
 *
 * @param threads of the JVM, platform threads with a name
 * @param agentThreads the names of the agent's
 * @param heapKilobytes what is left after a collection
 * @param classLoaders those alive
 * @param sessions of the application and its agents at each server
 */
record Footprint(
        long threads, List<String> agentThreads, long heapKilobytes, long classLoaders, Map<String, Long> sessions) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    /**
     * Errands' threads end 5 s after their last task, those that open a pool's connections when they have none to open.
     */
    private static final long THREADS_END_NANOS = TimeUnit.SECONDS.toNanos(30);

    static Footprint of(Node node, Product product, Cluster cluster) throws Exception {
        String pid = Long.toString(node.pid());
        List<String> threads = jcmd(pid, "Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .toList();
        List<String> ours = threads.stream()
                .filter(line -> line.startsWith("\"replicated"))
                .map(line -> line.substring(1, line.indexOf('"', 1)))
                .sorted()
                .toList();
        long heap = number(TOTAL, jcmd(pid, "GC.class_histogram")) / 1024;
        // Those that reflection makes on JDK 17, one for each method called often, come by and by and go with the
        // method's class.
        long loaders = jcmd(pid, "VM.classloader_stats")
                .lines()
                .filter(line -> line.startsWith("0x") && !line.contains("DelegatingClassLoader"))
                .count();
        Map<String, Long> sessions = new TreeMap<>();
        for (Server server : cluster.servers()) {
            sessions.put(server.name(), sessions(server, product));
        }
        return new Footprint(threads.size(), ours, heap, loaders, sessions);
    }

    /**
     * The same, asked again for as long as more than {@code most} threads of the agent are alive and those that only
     * have a task to end may still be among them: what is left then has leaked.
     */
    static Footprint settled(Node node, Product product, Cluster cluster, int most) throws Exception {
        long end = System.nanoTime() + THREADS_END_NANOS;
        Footprint footprint = of(node, product, cluster);
        while (footprint.agentThreads.size() > most && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(1);
            footprint = of(node, product, cluster);
        }
        return footprint;
    }

    private static long sessions(Server server, Product product) throws SQLException {
        try (Connection connection = server.connectAsAdministrator();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery(product.sessionsOf("'" + Cluster.USER + "', '" + Stage.READER + "'"))) {
            count.next();
            return count.getLong(1);
        }
    }

    private static String jcmd(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no figure in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public String toString() {
        return threads + " threads (of the agent " + agentThreads.size() + ": " + agentThreads + "), " + heapKilobytes
                + " KiB heap after GC, " + classLoaders + " class loaders, sessions " + sessions;
    }
}
