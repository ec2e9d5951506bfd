package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/** The applications of these tests as they would be had they been compiled against {@code javax.servlet}. */
final class JavaxClasses {

    private JavaxClasses() {}

    /** Translates a folder of classes. */
    static void translate(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.write(target, translated(file));
        }
    }

    private static byte[] translated(Path file) {
        try {
            ClassWriter writer = new ClassWriter(0);
            Remapper toJavax = new Remapper(Opcodes.ASM9) {
                @Override
                public String map(String name) {
                    return name.startsWith("jakarta/servlet/") ? "javax" + name.substring("jakarta".length()) : name;
                }
            };
            new ClassReader(Files.readAllBytes(file)).accept(new ClassRemapper(writer, toJavax), 0);
            return writer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
