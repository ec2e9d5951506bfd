// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.weave.ClassFiles;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.EnterResult;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;

/** The JVM must accept whatever real method a hook is woven into, and what is woven in must be no more than agreed. */
class HookedMethodTest {

    private static final MethodHook TOKEN = MethodHook.around(
            "requestEnter",
            List.of(new Operand.This(), new Operand.This(), new Operand.This()),
            "requestExit",
            ExitValue.THROWN);
    private static final MethodHook STATIC_TOKEN =
            MethodHook.around("annotatedEnter", List.of(new Operand.Int(1)), "annotatedExit", ExitValue.NOTHING);
    private static final MethodHook EARLY_RETURN = new MethodHook(
            "connectionEnter",
            List.of(new Operand.This()),
            EnterResult.RETURN_IF_ANOTHER,
            "connectionExit",
            ExitValue.NOTHING);
    private static final MethodHook TASK = new MethodHook(
            "asyncTask",
            List.of(new Operand.This(), new Operand.Argument(0)),
            EnterResult.FIRST_ARGUMENT,
            null,
            ExitValue.NOTHING);
    private static final MethodHook REFUSED = MethodHook.refusing("isUnfitForCache");
    private static final MethodHook GRANTED = new MethodHook(
            "isUnfitForCache",
            List.of(new Operand.This(), new Operand.Text("test")),
            EnterResult.RETURN_TRUE_IF_TRUE,
            null,
            ExitValue.NOTHING);
    private static final MethodHook COMMIT =
            MethodHook.entering("responseCommit", new Operand.Text("test"), new Operand.This());

    @Test
    void theVerifierAcceptsEveryShapeOfHookInEveryMethodOfALargeLibrary() throws Exception {
        List<String> names = classNames(org.h2.Driver.class);
        WovenLoader loader = new WovenLoader(names::contains, classFile -> {
            ClassReader reader = ClassFiles.reader(classFile);
            return HookTransformer.weave(reader, reader.getClassName(), allHooks(reader));
        });
        int methods = 0;
        for (String name : names) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                assertThat(type.getClassLoader()).isSameAs(loader);
                // Listing the methods makes the JVM link the class, and so verify it.
                methods += type.getDeclaredMethods().length;
            } catch (NoClassDefFoundError e) {
                // A part of the library for something optional that is not there.
            }
        }
        assertThat(methods).isGreaterThan(8000);
    }

    @Test
    void aHookAddsNothingButStaticCallsOfTheHooksClass() {
        ClassReader original = ClassFiles.reader(WovenLoader.read(getClass().getClassLoader(), Sample.class.getName()));
        ClassReader woven =
                new ClassReader(HookTransformer.weave(original, original.getClassName(), allHooks(original)));

        List<String> before = calls(original);
        List<String> after = calls(woven);

        String hooks = Type.getInternalName(ReplicatedHooks.class);
        assertThat(after.stream().filter(call -> !call.contains(hooks))).containsExactlyElementsOf(before);
        assertThat(after.stream().filter(call -> call.contains(hooks)))
                .isNotEmpty()
                .allMatch(call -> call.startsWith(Opcodes.INVOKESTATIC + " " + hooks + "."));
        assertThat(members(woven)).isEqualTo(members(original));
    }

    @Test
    void weavingIsDeterministic() {
        ClassReader reader = ClassFiles.reader(WovenLoader.read(getClass().getClassLoader(), Sample.class.getName()));

        assertThat(HookTransformer.weave(reader, reader.getClassName(), allHooks(reader)))
                .isEqualTo(HookTransformer.weave(reader, reader.getClassName(), allHooks(reader)));
    }

    /** Something of everything that a body can hold. */
    @SuppressWarnings("unused")
    static final class Sample {
        Object branches(long wide, String text, int count) {
            for (int i = 0; i < count; i++) {
                if (text.length() > wide) {
                    return text;
                }
                double d = wide;
                wide += (long) d;
            }
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                return null;
            } finally {
                count++;
            }
        }

        void start(Runnable task) {
            task.run();
        }
    }

    private static List<String> classNames(Class<?> inJar) throws IOException {
        List<String> names = new ArrayList<>();
        String path = inJar.getProtectionDomain().getCodeSource().getLocation().getPath();
        try (JarFile jar = new JarFile(path)) {
            for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(ZipEntry.class::cast)::iterator) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.equals("module-info.class")) {
                    names.add(name.substring(0, name.length() - 6).replace('/', '.'));
                }
            }
        }
        return names;
    }

    private static Map<String, List<MethodHook>> allHooks(ClassReader reader) {
        Map<String, List<MethodHook>> hooks = new HashMap<>();
        for (ClassOutline.Method method : new ClassOutline(reader).methods()) {
            if (!method.hasBody() || method.name().startsWith("<")) {
                continue;
            }
            List<MethodHook> ofMethod = new ArrayList<>();
            if (!method.isStatic()) {
                ofMethod.add(TOKEN);
                ofMethod.add(COMMIT);
                int sort = Type.getReturnType(method.descriptor()).getSort();
                if (sort == Type.OBJECT || sort == Type.ARRAY) {
                    ofMethod.add(EARLY_RETURN);
                } else if (sort == Type.BOOLEAN) {
                    ofMethod.add(REFUSED);
                    ofMethod.add(GRANTED);
                } else if (sort == Type.VOID) {
                    ofMethod.add(REFUSED);
                }
                if (method.descriptor().startsWith("(Ljava/lang/Runnable;")) {
                    ofMethod.add(TASK);
                }
            }
            ofMethod.add(STATIC_TOKEN);
            hooks.put(method.name() + method.descriptor(), ofMethod);
        }
        return hooks;
    }

    private static List<String> calls(ClassReader reader) {
        List<String> calls = new ArrayList<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitMethodInsn(
                                    int opcode, String owner, String called, String type, boolean isInterface) {
                                calls.add(opcode + " " + owner + "." + called + type);
                            }
                        };
                    }
                },
                0);
        return calls;
    }

    private static List<String> members(ClassReader reader) {
        ClassOutline outline = new ClassOutline(reader);
        List<String> members = new ArrayList<>();
        outline.methods().forEach(method -> members.add(method.toString()));
        members.add(outline.superName() + outline.interfaces());
        return members;
    }
}
