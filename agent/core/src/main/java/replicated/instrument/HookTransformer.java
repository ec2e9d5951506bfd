// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import replicated.instrument.commit.CommitPoint;
import replicated.instrument.executor.ExecutorInstrumentation;
import replicated.instrument.weave.ClassFiles;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.ConstantScan;
import replicated.instrument.weave.HookedMethod;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Supertypes;
import replicated.log.Faults;
import replicated.log.Spans;

/**
 * Weaves the hooks into classes as they are loaded or retransformed. Asks the cheapest question first: the loader, then
 * the constants, and only then is a class file read. Its output depends on its input and the instrumentations only, so
 * that it may be applied again after another agent. Thread-safe: the JVM calls it on whatever thread loads a class.
 */
public final class HookTransformer implements ClassFileTransformer {

    private static final ClassLoader OWN = HookTransformer.class.getClassLoader();
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    /** What agents have among the application's classes: is no application, and some of it fails if it is changed. */
    private static final String[] AGENTS = {
        "replicated/bootstrap/",
        "net/bytebuddy/",
        "io/opentelemetry/javaagent/",
        "co/elastic/apm/agent/",
        "datadog/",
        "com/newrelic/",
        "org/apache/skywalking/apm/",
        "org/glowroot/agent/",
        "com/dynatrace/",
        "com/appdynamics/",
    };

    /** For classes of the JDK that hand on work, which nothing else is woven into. */
    private static final List<Instrumentation> EXECUTORS = List.of(new ExecutorInstrumentation());

    /**
     * Change together and never in place.
     *
     * @param packages of all groups: most classes are in none of them
     */
    private record Work(List<Group> groups, NamePrefixes packages) {

        /** Those that may have something to do with a class. */
        List<Instrumentation> concerning(String className, byte[] classFile) {
            List<Instrumentation> concerning = List.of();
            boolean named = packages.begin(className);
            for (Group group : groups) {
                if ((group.anywhere || (named && group.packages.begin(className))) && group.scan.matches(classFile)) {
                    concerning =
                            concerning.isEmpty() ? group.instrumentations : joined(concerning, group.instrumentations);
                }
            }
            return concerning;
        }

        private static List<Instrumentation> joined(List<Instrumentation> some, List<Instrumentation> more) {
            List<Instrumentation> all = new ArrayList<>(some);
            all.addAll(more);
            return all;
        }
    }

    /** Instrumentations that look at the same packages. */
    private record Group(
            boolean anywhere, NamePrefixes packages, List<Instrumentation> instrumentations, ConstantScan scan) {}

    private volatile Work work;

    /** Hears of each commit point that has been woven; null: nobody does. */
    private final AgentHooks hooks;

    /** Which classes of the JDK that hand on work are hooked. */
    private volatile Executors executors;

    /** How many of them. */
    enum Executors {
        NONE,
        /** Those that cannot be hooked later. */
        EARLY,
        ALL;

        /** Whether a class is among them, by its internal name. */
        boolean include(String className) {
            return this != NONE
                    && ExecutorInstrumentation.isIn(className)
                    && (this == ALL || ExecutorInstrumentation.isEarly(className));
        }
    }

    /**
     * A transformer that is not registered yet.
     *
     * @param instrumentations the outermost first, where one method has several
     * @param hooks hears of each commit point that has been woven; may be null
     */
    HookTransformer(List<Instrumentation> instrumentations, AgentHooks hooks) {
        this.hooks = hooks;
        this.executors = Executors.NONE;
        use(instrumentations);
    }

    /** Hooks these classes of the JDK from now on; those that are loaded already change when they are retransformed. */
    void hook(Executors more) {
        executors = more;
    }

    /** Replaces the instrumentations; classes that are loaded already change when they are retransformed. */
    void use(List<Instrumentation> instrumentations) {
        Map<List<String>, List<Instrumentation>> byPackages = new LinkedHashMap<>();
        for (Instrumentation each : instrumentations) {
            List<Instrumentation> some = byPackages.get(each.packages());
            if (some == null) {
                some = new ArrayList<>();
                byPackages.put(each.packages(), some);
            }
            some.add(each);
        }
        List<Group> groups = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Map.Entry<List<String>, List<Instrumentation>> entry : byPackages.entrySet()) {
            List<List<String>> constants = new ArrayList<>();
            for (Instrumentation each : entry.getValue()) {
                constants.addAll(each.constants());
            }
            List<String> packages = entry.getKey();
            all.addAll(packages);
            groups.add(new Group(
                    packages.isEmpty(),
                    new NamePrefixes(packages),
                    List.copyOf(entry.getValue()),
                    new ConstantScan(constants)));
        }
        work = new Work(List.copyOf(groups), new NamePrefixes(all));
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            ClassLoader loader,
            String className,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] classFile) {
        if (className == null) {
            return null;
        }
        boolean ofTheJdk = loader == null && executors.include(className);
        if (isIgnored(loader) && !ofTheJdk) {
            return null;
        }
        try {
            Spans.loading(className, loader);
            List<Instrumentation> concerning = ofTheJdk ? EXECUTORS : work.concerning(className, classFile);
            if (concerning.isEmpty() || isAgent(className)) {
                return null;
            }
            return weave(concerning, loader, classFile);
        } catch (Throwable fault) {
            Faults.caught("transform", fault);
            return null;
        }
    }

    /**
     * Whether nothing of this loader is ever hooked.
     *
     * @param loader null for the boot loader
     */
    static boolean isIgnored(ClassLoader loader) {
        return loader == null || loader == PLATFORM || loader == OWN;
    }

    /**
     * Whether a class file may have something to be hooked.
     *
     * @param className internal name
     * @param classFile a class file
     */
    boolean mayHook(String className, byte[] classFile) {
        return !work.concerning(className, classFile).isEmpty();
    }

    /**
     * Whether a class is an agent's, ours or another's.
     *
     * @param className internal name
     */
    static boolean isAgent(String className) {
        for (String prefix : AGENTS) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private byte @Nullable [] weave(List<Instrumentation> instrumentations, ClassLoader loader, byte[] classFile) {
        ClassReader reader = ClassFiles.reader(classFile);
        ClassOutline outline = new ClassOutline(reader);
        List<CommitPoint> commitPoints = new ArrayList<>();
        Map<String, List<MethodHook>> found = hooks(instrumentations, outline, new Supertypes(loader), commitPoints);
        if (found.isEmpty()) {
            return null;
        }
        byte[] woven = weave(reader, outline.name(), found);
        ClassFiles.setMajor(woven, ClassFiles.major(classFile));
        for (CommitPoint point : commitPoints) {
            if (hooks != null) {
                hooks.armed(point);
            }
        }
        return woven;
    }

    private static Map<String, List<MethodHook>> hooks(
            List<Instrumentation> instrumentations,
            ClassOutline type,
            Supertypes supertypes,
            List<CommitPoint> commitPoints) {
        Map<String, List<MethodHook>> hooks = new HashMap<>();
        for (ClassOutline.Method method : type.methods()) {
            if (!method.hasBody() || method.name().equals("<clinit>")) {
                continue;
            }
            List<MethodHook> ofMethod = new ArrayList<>();
            for (Instrumentation instrumentation : instrumentations) {
                MethodHook hook = instrumentation.hook(type, method, supertypes);
                if (hook != null) {
                    ofMethod.add(hook);
                    if (instrumentation instanceof CommitPoint commitPoint) {
                        commitPoints.add(commitPoint);
                    }
                }
            }
            if (!ofMethod.isEmpty()) {
                hooks.put(method.name() + method.descriptor(), ofMethod);
            }
        }
        return hooks;
    }

    /**
     * Weaves hooks into the methods of a class.
     *
     * @param reader the class
     * @param className its internal name
     * @param hooks by name and descriptor of the method, the outermost first
     * @return a class file of the version that the reader saw
     */
    static byte[] weave(ClassReader reader, String className, Map<String, List<MethodHook>> hooks) {
        Map<String, Integer> maxLocals = maxLocals(reader, hooks);
        boolean frames = reader.readUnsignedShort(6) >= Opcodes.V1_6;
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor target = super.visitMethod(access, name, descriptor, signature, exceptions);
                        List<MethodHook> ofMethod = hooks.getOrDefault(name + descriptor, List.of());
                        int locals = maxLocals.getOrDefault(name + descriptor, 0) + ofMethod.size();
                        for (MethodHook hook : ofMethod) {
                            locals--;
                            target = new HookedMethod(target, hook, className, access, descriptor, locals, frames);
                        }
                        return target;
                    }
                },
                ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private static Map<String, Integer> maxLocals(ClassReader reader, Map<String, List<MethodHook>> hooks) {
        Map<String, Integer> found = new HashMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        String key = name + descriptor;
                        if (!hooks.containsKey(key)) {
                            return null;
                        }
                        return new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitMaxs(int maxStack, int locals) {
                                found.put(key, locals);
                            }
                        };
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return found;
    }
}
