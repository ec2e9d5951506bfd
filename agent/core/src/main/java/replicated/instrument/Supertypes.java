package replicated.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;

/** Finds ancestors of a class by reading class files through its loader; loads no class. Owned by one thread. */
final class Supertypes {

    /** Far more than any real class has; a bound for class files that name each other in circles. */
    private static final int MOST = 200;

    private final ClassLoader loader;

    Supertypes(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Whether a class is, or may be, a subtype.
     *
     * @param type the class
     * @param wanted internal name of an interface or class
     * @return {@code false} only if it surely is not: where an ancestor cannot be read the hook itself has to look at the
     *     object
     */
    boolean maybe(ClassOutline type, String wanted) {
        Deque<String> open = new ArrayDeque<>(type.interfaces());
        if (type.superName() != null) {
            open.add(type.superName());
        }
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.poll();
            if (name.equals(wanted)) {
                return true;
            }
            if (name.startsWith("java/") || !seen.add(name)) {
                continue;
            }
            ClassReader ancestor = seen.size() > MOST ? null : read(name);
            if (ancestor == null) {
                return true;
            }
            if (ancestor.getSuperName() != null) {
                open.add(ancestor.getSuperName());
            }
            for (String each : ancestor.getInterfaces()) {
                open.add(each);
            }
        }
        return false;
    }

    private ClassReader read(String name) {
        try (InputStream in = loader.getResourceAsStream(name.concat(".class"))) {
            return in == null ? null : ClassFiles.reader(in.readAllBytes());
        } catch (IOException e) {
            return null;
        }
    }
}
