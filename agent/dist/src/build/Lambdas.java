import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Makes classes of lambdas and method references: at the first call of each the JVM would spin one, which takes half a millisecond on
 * JDK 17 and one on JDK 25, five times what it takes to define a class from the pack. Run by the build on the agent's own classes, before
 * {@link ClassPack}. A lambda that captures nothing stays one object; what is unusual (serializable, numbers widened) is left as it is.
 */
public final class Lambdas {
    private static final String SUFFIX = ".classdata";
    private static final String INSTANCE = "INSTANCE";
    private static final String MAKE = "make";
    private static final Map<Integer, String> BOXES = Map.of(
            Type.BOOLEAN, "java/lang/Boolean",
            Type.CHAR, "java/lang/Character",
            Type.BYTE, "java/lang/Byte",
            Type.SHORT, "java/lang/Short",
            Type.INT, "java/lang/Integer",
            Type.LONG, "java/lang/Long",
            Type.FLOAT, "java/lang/Float",
            Type.DOUBLE, "java/lang/Double");

    private final Path root;
    private final Map<String, byte[]> classes = new TreeMap<>();
    private final Map<String, String> hosts = new HashMap<>();
    private final Map<String, byte[]> made = new TreeMap<>();
    private final Map<String, List<String>> members = new HashMap<>();

    private Lambdas(Path root) {
        this.root = root;
    }

    public static void main(String[] arguments) throws IOException {
        new Lambdas(Path.of(arguments[0])).run();
    }

    private void run() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root.resolve("replicated"))) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            ClassReader reader = new ClassReader(bytes);
            classes.put(reader.getClassName(), bytes);
            hosts.put(reader.getClassName(), reader.getClassName());
            reader.accept(
                    new ClassVisitor(Opcodes.ASM9) {
                        @Override
                        public void visitNestHost(String host) {
                            hosts.put(reader.getClassName(), host);
                        }
                    },
                    ClassReader.SKIP_CODE);
        }
        classes.replaceAll((name, bytes) -> withoutLambdas(name, bytes));
        members.forEach((host, more) -> classes.put(host, withMembers(classes.get(host), more)));
        classes.putAll(made);
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Files.write(root.resolve(each.getKey() + SUFFIX), each.getValue());
        }
    }

    private byte[] withoutLambdas(String name, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0);
        int before = made.size();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String method, String descriptor, String signature, String[] exceptions) {
                        return new Body(super.visitMethod(access, method, descriptor, signature, exceptions), name);
                    }
                },
                0);
        return made.size() == before ? bytes : writer.toByteArray();
    }

    private static byte[] withMembers(byte[] bytes, List<String> more) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    private boolean done;

                    @Override
                    public void visitNestMember(String member) {
                        add();
                        super.visitNestMember(member);
                    }

                    @Override
                    public void visitInnerClass(String inner, String outer, String simple, int access) {
                        add();
                        super.visitInnerClass(inner, outer, simple, access);
                    }

                    @Override
                    public net.bytebuddy.jar.asm.RecordComponentVisitor visitRecordComponent(
                            String component, String descriptor, String signature) {
                        add();
                        return super.visitRecordComponent(component, descriptor, signature);
                    }

                    @Override
                    public net.bytebuddy.jar.asm.FieldVisitor visitField(
                            int access, String field, String descriptor, String signature, Object value) {
                        add();
                        return super.visitField(access, field, descriptor, signature, value);
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String method, String descriptor, String signature, String[] exceptions) {
                        add();
                        return super.visitMethod(access, method, descriptor, signature, exceptions);
                    }

                    private void add() {
                        if (!done) {
                            done = true;
                            more.forEach(super::visitNestMember);
                        }
                    }
                },
                0);
        return writer.toByteArray();
    }

    private final class Body extends MethodVisitor {
        private final String outer;

        Body(MethodVisitor target, String outer) {
            super(Opcodes.ASM9, target);
            this.outer = outer;
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                    && bootstrap.getName().equals("metafactory")) {
                String lambda = outer + "$L" + made.size();
                byte[] bytes =
                        new Lambda(lambda, hosts.get(outer), name, Type.getMethodType(descriptor), arguments).bytes();
                if (bytes != null) {
                    made.put(lambda, bytes);
                    members.computeIfAbsent(hosts.get(outer), host -> new ArrayList<>())
                            .add(lambda);
                    if (Type.getArgumentCount(descriptor) == 0) {
                        String type = Type.getReturnType(descriptor).getDescriptor();
                        super.visitFieldInsn(Opcodes.GETSTATIC, lambda, INSTANCE, type);
                    } else {
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda, MAKE, descriptor, false);
                    }
                    return;
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }
    }

    /** The class of one lambda. */
    private static final class Lambda {
        private final String name;
        private final String host;
        private final String method;
        private final Type factory;
        private final Type erased;
        private final Handle target;
        private final Type actual;
        private boolean unusual;

        Lambda(String name, String host, String method, Type factory, Object[] arguments) {
            this.name = name;
            this.host = host;
            this.method = method;
            this.factory = factory;
            this.erased = (Type) arguments[0];
            this.target = (Handle) arguments[1];
            this.actual = (Type) arguments[2];
        }

        /** Null: it is better left to the JVM. */
        byte[] bytes() {
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            String[] interfaces = {factory.getReturnType().getInternalName()};
            int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
            writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", interfaces);
            writer.visitNestHost(host);
            Type[] captured = factory.getArgumentTypes();
            for (int i = 0; i < captured.length; i++) {
                writer.visitField(
                        Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "c" + i, captured[i].getDescriptor(), null, null);
            }
            constructor(writer, captured);
            if (captured.length == 0) {
                single(writer);
            } else {
                make(writer, captured);
            }
            call(writer, captured);
            writer.visitEnd();
            return unusual ? null : writer.toByteArray();
        }

        private void constructor(ClassWriter writer, Type[] captured) {
            MethodVisitor code = writer.visitMethod(
                    Opcodes.ACC_PRIVATE, "<init>", Type.getMethodDescriptor(Type.VOID_TYPE, captured), null, null);
            code.visitCode();
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            int local = 1;
            for (int i = 0; i < captured.length; i++) {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), local);
                code.visitFieldInsn(Opcodes.PUTFIELD, name, "c" + i, captured[i].getDescriptor());
                local += captured[i].getSize();
            }
            code.visitInsn(Opcodes.RETURN);
            code.visitMaxs(0, 0);
        }

        private void single(ClassWriter writer) {
            String type = factory.getReturnType().getDescriptor();
            writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, INSTANCE, type, null, null);
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
            code.visitCode();
            code.visitTypeInsn(Opcodes.NEW, name);
            code.visitInsn(Opcodes.DUP);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", "()V", false);
            code.visitFieldInsn(Opcodes.PUTSTATIC, name, INSTANCE, type);
            code.visitInsn(Opcodes.RETURN);
            code.visitMaxs(0, 0);
        }

        private void make(ClassWriter writer, Type[] captured) {
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, MAKE, factory.getDescriptor(), null, null);
            code.visitCode();
            code.visitTypeInsn(Opcodes.NEW, name);
            code.visitInsn(Opcodes.DUP);
            int local = 0;
            for (Type each : captured) {
                code.visitVarInsn(each.getOpcode(Opcodes.ILOAD), local);
                local += each.getSize();
            }
            code.visitMethodInsn(
                    Opcodes.INVOKESPECIAL, name, "<init>", Type.getMethodDescriptor(Type.VOID_TYPE, captured), false);
            code.visitInsn(Opcodes.ARETURN);
            code.visitMaxs(0, 0);
        }

        private void call(ClassWriter writer, Type[] captured) {
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
            code.visitCode();
            Type owner = Type.getObjectType(target.getOwner());
            boolean constructs = target.getTag() == Opcodes.H_NEWINVOKESPECIAL;
            List<Type> wanted = new ArrayList<>();
            if (!constructs && target.getTag() != Opcodes.H_INVOKESTATIC) {
                wanted.add(owner);
            }
            wanted.addAll(List.of(Type.getArgumentTypes(target.getDesc())));
            if (constructs) {
                code.visitTypeInsn(Opcodes.NEW, target.getOwner());
                code.visitInsn(Opcodes.DUP);
            }
            for (int i = 0; i < captured.length; i++) {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, name, "c" + i, captured[i].getDescriptor());
                convert(code, captured[i], captured[i], wanted.get(i));
            }
            int local = 1;
            Type[] given = erased.getArgumentTypes();
            for (int i = 0; i < given.length; i++) {
                code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), local);
                convert(code, given[i], actual.getArgumentTypes()[i], wanted.get(captured.length + i));
                local += given[i].getSize();
            }
            code.visitMethodInsn(opcode(), target.getOwner(), target.getName(), target.getDesc(), target.isInterface());
            Type result = constructs ? owner : Type.getReturnType(target.getDesc());
            Type returned = erased.getReturnType();
            if (returned.getSort() == Type.VOID) {
                if (result.getSort() != Type.VOID) {
                    code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
                }
            } else {
                convert(code, result, result, returned);
            }
            code.visitInsn(returned.getOpcode(Opcodes.IRETURN));
            code.visitMaxs(0, 0);
        }

        private int opcode() {
            return switch (target.getTag()) {
                case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
                case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
                case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                default -> {
                    // The body of a lambda, which is private: within a nest it is called as any other.
                    unusual |= !target.getName().startsWith("lambda$");
                    yield target.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
                }
            };
        }

        /**
         * Makes one type of another.
         *
         * @param from as it is on the stack
         * @param sure what it is known to be, the same or more special
         */
        private void convert(MethodVisitor code, Type from, Type sure, Type to) {
            boolean object = from.getSort() >= Type.ARRAY;
            if (object && to.getSort() >= Type.ARRAY) {
                if (!from.equals(to) && !to.getInternalName().equals("java/lang/Object")) {
                    code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
                }
            } else if (object && sure.getInternalName().equals(BOXES.get(to.getSort()))) {
                String box = sure.getInternalName();
                code.visitTypeInsn(Opcodes.CHECKCAST, box);
                code.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL, box, to.getClassName() + "Value", "()" + to.getDescriptor(), false);
            } else if (!object && to.getSort() >= Type.ARRAY && from.getSort() != Type.VOID) {
                String box = BOXES.get(from.getSort());
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, box, "valueOf", "(" + from.getDescriptor() + ")L" + box + ";", false);
            } else {
                unusual |= !from.equals(to);
            }
        }
    }
}
