// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/** Finds ancestors of a class by reading class files through its loader; loads no class. Owned by one thread. */
public final class Supertypes {

    /** Far more than any real class has; a bound for class files that name each other in circles. */
    private static final int MAX_TYPES = 200;

    private final ClassLoader loader;

    /** What was read, by internal name; empty: it cannot be. Each method of a class may be asked about. */
    private final Map<String, Optional<ClassReader>> read = new HashMap<>();

    public Supertypes(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Whether a class is, or may be, a subtype.
     *
     * @param type the class
     * @param wanted internal names of interfaces or classes
     * @return {@code false} only if it surely is not: where an ancestor cannot be read the hook itself has to look at
     *     the object
     */
    public boolean maybe(ClassOutline type, Set<String> wanted) {
        return find(type, wanted) != Found.NO;
    }

    /**
     * Whether a class is a subtype.
     *
     * @param type the class
     * @param wanted internal names of interfaces or classes
     * @return {@code true} only if it surely is a subtype of one of them
     */
    public boolean surely(ClassOutline type, Set<String> wanted) {
        return find(type, wanted) == Found.YES;
    }

    private enum Found {
        YES,
        NO,
        /** An ancestor cannot be read. */
        UNKNOWN
    }

    private Found find(ClassOutline type, Set<String> wanted) {
        Deque<String> open = new ArrayDeque<>(type.interfaces());
        if (type.superName() != null) {
            open.add(type.superName());
        }
        Set<String> seen = new HashSet<>();
        Found otherwise = Found.NO;
        while (!open.isEmpty()) {
            String name = open.poll();
            if (wanted.contains(name)) {
                return Found.YES;
            }
            if (name.startsWith("java/") || !seen.add(name)) {
                continue;
            }
            ClassReader ancestor = seen.size() > MAX_TYPES ? null : ancestor(name);
            if (ancestor == null) {
                otherwise = Found.UNKNOWN;
                continue;
            }
            if (ancestor.getSuperName() != null) {
                open.add(ancestor.getSuperName());
            }
            for (String each : ancestor.getInterfaces()) {
                open.add(each);
            }
        }
        return otherwise;
    }

    private @Nullable ClassReader ancestor(String name) {
        Optional<ClassReader> known = read.get(name);
        if (known == null) {
            known = Optional.ofNullable(read(name));
            read.put(name, known);
        }
        return known.orElse(null);
    }

    private @Nullable ClassReader read(String name) {
        try (InputStream in = loader.getResourceAsStream(name.concat(".class"))) {
            return in == null ? null : ClassFiles.reader(in.readAllBytes());
        } catch (IOException e) {
            return null;
        }
    }
}
