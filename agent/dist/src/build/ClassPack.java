// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Moves the agent's own classes and the class reader and writer into two files: {@code inst/classes}, which the agent
 * reads at once instead of some hundred entries of its jar, and {@code inst/late}, with what is of use only where a
 * statement is routed or somebody looks at the status. Which class is where matters to nothing but the time of a start.
 * Run by the build.
 *
 * <p>The first file, big-endian: the number of slots, a power of two; for each slot where its class is, from the
 * beginning of the file, 0 for none, and how long, which is negative for one in the second file; for each class the
 * length of its name (two bytes), the name, and the class file, or where it is in the second file. A class is in the
 * first free slot from the hash code of its name on.
 */
public final class ClassPack {
    private static final List<String> FOLDERS = List.of("net/bytebuddy", "replicated");
    private static final String SUFFIX = ".classdata";

    /** Folders that a start needs little of, and what it needs of them. */
    private static final Map<String, Set<String>> LATE = Map.of(
            "replicated/bookmark/", Set.of("BookmarkCodec"),
            "replicated/cli/", Set.of(),
            "replicated/jdbc/", Set.of("Database", "JvmWrites", "RoutingScope", "ScopedDatabase", "UntrackedUse"),
            "replicated/replica/",
                    Set.of(
                            "CredentialSource",
                            "Credentials",
                            "DaemonThreads",
                            "DaemonThreads$Ours",
                            "PrimaryAccess",
                            "ReplicaSet",
                            "ReplicaSets",
                            "ServerIdentity"),
            "replicated/sql/",
                    Set.of(
                            "BranchStatement",
                            "BranchStatement$Verb",
                            "InspectedText",
                            "Verdict",
                            "VerdictCache",
                            "VerdictCaches"),
            "replicated/status/",
                    Set.of(
                            "AgentView",
                            "ApplicationMain",
                            "Buckets",
                            "BusiestRoutes",
                            "Counters",
                            "Exemplars",
                            "Histogram",
                            "Latencies",
                            "PairTable",
                            "PairTable$Entry",
                            "ReasonCounts",
                            "RouteCounts",
                            "Status"));

    private ClassPack() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        List<Path> files;
        try (Stream<Path> all = FOLDERS.stream().flatMap(folder -> walk(root.resolve(folder)))) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        int slots = Integer.highestOneBit(files.size() * 2) << 1;
        ByteBuffer table =
                ByteBuffer.allocate(Integer.BYTES + slots * 2 * Integer.BYTES).putInt(slots);
        ByteArrayOutputStream late = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        for (Path file : files) {
            String path = root.relativize(file).toString().replace('\\', '/');
            String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
            byte[] bytes = Files.readAllBytes(file);
            boolean isLate = isLate(path.substring(0, path.length() - SUFFIX.length()));
            int slot = name.hashCode() & (slots - 1);
            while (table.getInt(Integer.BYTES + slot * 2 * Integer.BYTES) != 0) {
                slot = (slot + 1) & (slots - 1);
            }
            table.putInt(Integer.BYTES + slot * 2 * Integer.BYTES, table.capacity() + out.size());
            table.putInt(2 * Integer.BYTES + slot * 2 * Integer.BYTES, isLate ? -bytes.length : bytes.length);
            out.writeShort(name.length());
            out.write(name.getBytes(StandardCharsets.ISO_8859_1));
            if (isLate) {
                out.writeInt(late.size());
                late.write(bytes);
            } else {
                out.write(bytes);
            }
            Files.delete(file);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(table.array());
        content.writeTo(whole);
        Files.write(root.resolve("classes"), whole.toByteArray());
        Files.write(root.resolve("late"), late.toByteArray());
    }

    private static boolean isLate(String path) {
        for (Map.Entry<String, Set<String>> folder : LATE.entrySet()) {
            if (path.startsWith(folder.getKey())) {
                return !folder.getValue()
                        .contains(path.substring(folder.getKey().length()));
            }
        }
        return false;
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
