// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import replicated.log.Log;

/**
 * Hooks classes that were there before the transformer: at an attach, with a JDK 25 AOT cache that brings linked
 * classes along, behind another agent, or when the names of annotations change. Used by one thread at a time.
 */
final class LoadedClasses {

    /** So many at once: each batch stops the JVM's threads for a moment. */
    private static final int BATCH = 100;

    private final Instrumentation instrumentation;
    private final HookTransformer transformer;

    LoadedClasses(Instrumentation instrumentation, HookTransformer transformer) {
        this.instrumentation = instrumentation;
        this.transformer = transformer;
    }

    /**
     * The loaded classes that the transformer, as it is now, may have something to do with.
     *
     * @return a new list
     */
    List<Class<?>> candidates() {
        List<Class<?>> candidates = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (!HookTransformer.isIgnored(type.getClassLoader())
                    && !type.isArray()
                    && !type.isHidden()
                    && !HookTransformer.isAgent(type.getName().replace('.', '/'))
                    && !Proxy.isProxyClass(type)
                    && instrumentation.isModifiableClass(type)
                    && mayHook(type)) {
                candidates.add(type);
            }
        }
        return candidates;
    }

    /**
     * The loaded classes of the JDK that hand on work.
     *
     * @param wanted which of them
     * @return a new list
     */
    List<Class<?>> executors(HookTransformer.Executors wanted) {
        List<Class<?>> executors = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            // Asked of each class of the JDK before the application's main: the name is only rewritten where it may
            // matter.
            if (type.getClassLoader() == null
                    && type.getName().startsWith("java.")
                    && wanted.include(type.getName().replace('.', '/'))) {
                executors.add(type);
            }
        }
        return executors;
    }

    /** Where the class file cannot be had the transformer itself decides, when the JVM shows it the class. */
    private boolean mayHook(Class<?> type) {
        String name = type.getName().replace('.', '/');
        try (InputStream in = type.getClassLoader().getResourceAsStream(name.concat(".class"))) {
            return in == null || transformer.mayHook(name, in.readAllBytes());
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    /**
     * Shows classes to the transformer again.
     *
     * @param types modifiable classes
     */
    void retransform(List<Class<?>> types) {
        for (int from = 0; from < types.size(); from += BATCH) {
            List<Class<?>> batch = types.subList(from, Math.min(from + BATCH, types.size()));
            if (!retransformed(batch)) {
                for (Class<?> type : batch) {
                    if (!retransformed(List.of(type))) {
                        Log.warn("class " + type.getName()
                                + " was loaded before the agent and the JVM does not let it be"
                                + " hooked: what it does goes to the primary; start the application with -javaagent"
                                + " as its first agent");
                    }
                }
            }
        }
    }

    private boolean retransformed(List<Class<?>> types) {
        try {
            instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
            return true;
        } catch (Exception | LinkageError | InternalError e) {
            Log.debug("retransformation of " + types.size() + " classes failed: " + e);
            return false;
        }
    }
}
