// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Moves the classes that nearly every start needs, the agent's own and the class reader and writer, into one file,
 * {@code inst/classes}: the agent reads it at once instead of some hundred entries of its jar. Run by the build.
 *
 * <p>The file, big-endian: the number of slots, a power of two; for each slot where its class is, from the beginning of
 * the file, 0 for none, and how long; for each class the length of its name (two bytes), the name, and the class file.
 * A class is in the first free slot from the hash code of its name on.
 */
public final class ClassPack {
    private static final List<String> FOLDERS = List.of("net/bytebuddy", "replicated");
    private static final String SUFFIX = ".classdata";

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
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        for (Path file : files) {
            String path = root.relativize(file).toString().replace('\\', '/');
            String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
            byte[] bytes = Files.readAllBytes(file);
            int slot = name.hashCode() & (slots - 1);
            while (table.getInt(Integer.BYTES + slot * 2 * Integer.BYTES) != 0) {
                slot = (slot + 1) & (slots - 1);
            }
            table.putInt(Integer.BYTES + slot * 2 * Integer.BYTES, table.capacity() + out.size());
            table.putInt(2 * Integer.BYTES + slot * 2 * Integer.BYTES, bytes.length);
            out.writeShort(name.length());
            out.write(name.getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes);
            Files.delete(file);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(table.array());
        content.writeTo(whole);
        Files.write(root.resolve("classes"), whole.toByteArray());
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
