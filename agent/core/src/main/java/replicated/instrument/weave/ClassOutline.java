// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * What is written on the outside of a class: names, supertypes, members, annotations. Read without loading anything.
 * Owned by the thread that read it.
 */
public final class ClassOutline extends ClassVisitor {

    /**
     * A method.
     *
     * @param access flags as in the class file
     * @param name its name
     * @param descriptor its parameters and result
     * @param annotations descriptor of each annotation, to whether its member {@code stale} is true
     */
    public record Method(int access, String name, String descriptor, Map<String, Boolean> annotations) {

        public boolean hasBody() {
            return (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
        }

        public boolean isPublic() {
            return (access & Opcodes.ACC_PUBLIC) != 0;
        }

        public boolean isStatic() {
            return (access & Opcodes.ACC_STATIC) != 0;
        }

        public boolean isSynthetic() {
            return (access & Opcodes.ACC_SYNTHETIC) != 0;
        }

        public boolean is(String otherName, String otherDescriptor) {
            return name.equals(otherName) && descriptor.equals(otherDescriptor);
        }
    }

    private final List<Method> methods = new ArrayList<>();
    private final Map<String, Boolean> annotations = new TreeMap<>();
    private final Map<String, String> fields = new TreeMap<>();
    private final boolean isFinal;
    private final String name;
    private final String superName;
    private final List<String> interfaces;

    public ClassOutline(ClassReader reader) {
        super(Opcodes.ASM9);
        isFinal = (reader.getAccess() & Opcodes.ACC_FINAL) != 0;
        name = reader.getClassName();
        superName = reader.getSuperName();
        interfaces = List.of(reader.getInterfaces());
        reader.accept(this, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /** Internal name, with slashes. */
    public String name() {
        return name;
    }

    /** Whether it has no subclasses. */
    public boolean isFinal() {
        return isFinal;
    }

    /** Internal name of the superclass; null for {@code java.lang.Object} only. */
    public String superName() {
        return superName;
    }

    /** Internal names of the interfaces it names itself. */
    public List<String> interfaces() {
        return interfaces;
    }

    /** In the order of the class file. */
    public List<Method> methods() {
        return methods;
    }

    /** Descriptor of each annotation of the class, to whether its member {@code stale} is true. */
    public Map<String, Boolean> annotations() {
        return annotations;
    }

    /** Descriptor of a field that the class declares itself, or null. */
    public @Nullable String field(String fieldName) {
        return fields.get(fieldName);
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        return new Stale(annotations, descriptor);
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String fieldName, String descriptor, String signature, Object value) {
        fields.put(fieldName, descriptor);
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String methodName, String descriptor, String signature, String[] exceptions) {
        Map<String, Boolean> ofMethod = new TreeMap<>();
        methods.add(new Method(access, methodName, descriptor, ofMethod));
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                return new Stale(ofMethod, annotation);
            }
        };
    }

    private static final class Stale extends AnnotationVisitor {

        private final Map<String, Boolean> annotations;
        private final String descriptor;

        Stale(Map<String, Boolean> annotations, String descriptor) {
            super(Opcodes.ASM9);
            this.annotations = annotations;
            this.descriptor = descriptor;
            annotations.put(descriptor, false);
        }

        @Override
        public void visit(String member, Object value) {
            if (member.equals("stale")) {
                annotations.put(descriptor, Boolean.TRUE.equals(value));
            }
        }
    }
}
