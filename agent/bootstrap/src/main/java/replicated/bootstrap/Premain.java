// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bootstrap;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.Set;
import replicated.hooks.Nullable;

/**
 * Where the JVM enters. Whatever goes wrong here is one line on stderr and an application that runs as if there were no
 * agent: an exception that left {@link #premain} would end the JVM.
 *
 * <p>Runs before the application's main, and so must not touch {@code java.util.logging}, {@code javax.management} or
 * {@code java.nio.file}: each settles something for the whole JVM that is the application's to settle.
 */
public final class Premain {

    /** Survives a second copy of the jar in another loader, as a static field would not. */
    private static final String STARTED = "replicated.started";

    private static final String[] HOOKS = {"java/lang/ReplicatedHooks.class", "java/lang/ReplicatedTaskHooks.class"};

    private Premain() {}

    /**
     * Called by the JVM for {@code -javaagent}.
     *
     * @param argument the configuration file, or null
     * @param instrumentation the JVM's
     */
    public static void premain(@Nullable String argument, Instrumentation instrumentation) {
        startSafely(argument, instrumentation, false);
    }

    /**
     * Called by the JVM when the agent is attached to a running application.
     *
     * @param argument the configuration file, or null
     * @param instrumentation the JVM's
     */
    public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
        startSafely(argument, instrumentation, true);
    }

    private static void startSafely(@Nullable String argument, Instrumentation instrumentation, boolean attached) {
        try {
            start(argument, instrumentation, attached);
        } catch (Throwable fault) {
            Throwable cause =
                    fault instanceof InvocationTargetException && fault.getCause() != null ? fault.getCause() : fault;
            say("the agent could not start, the application runs without it: " + cause);
        }
    }

    private static void start(@Nullable String argument, Instrumentation instrumentation, boolean attached)
            throws Exception {
        if (inToolOfTheJdk() || inTraining(instrumentation)) {
            return;
        }
        if (System.getProperty(STARTED) != null) {
            say("the agent has been started before in this JVM; this second start is ignored");
            return;
        }
        System.setProperty(STARTED, AgentJar.version());
        AgentLoader loader = new AgentLoader(AgentJar.find(), ClassLoader.getPlatformClassLoader());
        defineHooks(instrumentation, loader);
        loader.loadClass("replicated.Agent")
                .getMethod("start", Instrumentation.class, String.class, boolean.class)
                .invoke(null, instrumentation, argument, attached);
    }

    /**
     * {@code JAVA_TOOL_OPTIONS} reaches {@code keytool}, {@code jcmd}, {@code javac} and the like, which have no
     * requests.
     */
    private static boolean inToolOfTheJdk() {
        String module = System.getProperty("jdk.module.main");
        return module != null && (module.equals("java.base") || module.startsWith("jdk."));
    }

    /**
     * Classes that were changed are left out of a CDS or AOT archive, so a training run goes without us; the run that
     * uses the archive finds the archived classes and changes them.
     */
    private static boolean inTraining(Instrumentation instrumentation) {
        try {
            open(instrumentation, "jdk.internal.misc");
            return (boolean) Class.forName("jdk.internal.misc.CDS")
                    .getMethod("isDumpingArchive")
                    .invoke(null);
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    private static void defineHooks(Instrumentation instrumentation, AgentLoader loader)
            throws IOException, IllegalAccessException {
        open(instrumentation, "java.lang");
        for (String name : HOOKS) {
            byte[] bytes = loader.bytes(name);
            if (bytes == null) {
                throw new IOException("the jar lacks " + name);
            }
            MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(bytes);
        }
    }

    /**
     * Some agents give each class back, changed or not. With the first of {@code java.base} the JVM lets that module read
     * those of agents ({@code jdk.internal.module.Modules.transformedByAgent}), for which it loads a class that {@link
     * #open} needs as well. Were it that class that comes first, it would need itself, and fail for as long as the JVM
     * runs: nobody could open a module to another any more, which proxies do too. So another one comes first.
     */
    private static void prepareModules() {
        try {
            Class.forName("java.util.IllegalFormatWidthException", false, null);
        } catch (ClassNotFoundException | LinkageError e) {
            // Then it is as it was without.
        }
    }

    private static void open(Instrumentation instrumentation, String packageOfBase) {
        prepareModules();
        instrumentation.redefineModule(
                Object.class.getModule(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonMap(packageOfBase, Set.of(Premain.class.getModule())),
                Collections.emptySet(),
                Collections.emptyMap());
    }

    private static void say(String line) {
        System.err.println("replicated: " + line);
    }
}
