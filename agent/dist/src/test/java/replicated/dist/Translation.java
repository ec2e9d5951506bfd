// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/**
 * The applications of these tests as they would be had they been compiled against other packages, such as
 * {@code javax.servlet}, or by a compiler of another age.
 */
final class Translation {

    private Translation() {}

    /**
     * Translates a folder of classes.
     *
     * @param packages beginnings of internal names, with a slash at the end, to what is to stand there
     * @param version of the class files: at most that of the compiler
     */
    static void translate(Path from, Path to, Map<String, String> packages, int version) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.write(target, translated(file, packages, version));
        }
    }

    private static byte[] translated(Path file, Map<String, String> packages, int version) {
        try {
            ClassWriter writer = new ClassWriter(0);
            Remapper remapper = new Remapper(Opcodes.ASM9) {
                @Override
                public String map(String name) {
                    for (Map.Entry<String, String> each : packages.entrySet()) {
                        if (name.startsWith(each.getKey())) {
                            return each.getValue()
                                    + name.substring(each.getKey().length());
                        }
                    }
                    return name;
                }
            };
            ClassVisitor translation = new ClassVisitor(Opcodes.ASM9, new ClassRemapper(writer, remapper)) {
                @Override
                public void visit(
                        int compiled,
                        int access,
                        String name,
                        String signature,
                        String superName,
                        String[] interfaces) {
                    super.visit(version, access, name, signature, superName, interfaces);
                }
            };
            new ClassReader(Files.readAllBytes(file))
                    .accept(translation, version < Opcodes.V1_6 ? ClassReader.SKIP_FRAMES : 0);
            return writer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
