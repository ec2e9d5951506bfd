// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Tells OpenTelemetry's current span where a connection went and why, where OpenTelemetry is: its agent's API, which is
 * the boot loader's, or else the API of the application, once for each loader that has one. Thread-safe; nothing is
 * held of an application.
 */
public final class Spans {

    /** The agent's own copy of the API, which leads to the same spans as the application's does beside that agent. */
    private static final String OF_THE_AGENT = "io.opentelemetry.javaagent.shaded.io.opentelemetry.api.trace.Span";

    private static final String OF_AN_APPLICATION = "io.opentelemetry.api.trace.Span";

    /** Of that class, as a class file names it. */
    private static final String SPAN_CLASS = "io/opentelemetry/api/trace/Span";

    /** In place of a reason: a value that is empty is none to OpenTelemetry. */
    private static final String UNKNOWN = "unknown";

    /** Loaders that wait to be looked at; more are not told. */
    private static final int MOST_LOADERS = 16;

    /**
     * Whether there is anybody to tell. Read at each statement, so not volatile: seen a little late, a span is told
     * nothing.
     */
    private static boolean wanted;

    /** Loaders that are about to define the API. */
    private static final Queue<WeakReference<ClassLoader>> LOADERS = new ConcurrentLinkedQueue<>();

    private static final List<WeakReference<Class<?>>> APIS = new CopyOnWriteArrayList<>();

    /** Kept by the class itself, and so no longer than its loader. */
    private static final ClassValue<@Nullable Api> RESOLVED = new ClassValue<@Nullable Api>() {
        @Override
        protected @Nullable Api computeValue(Class<?> span) {
            return Api.of(span);
        }
    };

    /** Whether the agent's copy is all that has to be told. */
    private static volatile boolean agent;

    private Spans() {}

    /**
     * What a span is told.
     *
     * @param target {@code primary}, or the name of the replica
     * @param reason code of the reason, or null where that is not known of the statement
     * @param lagMillis how far the replica is behind; 0: the primary; negative: not known
     */
    public record Note(String target, @Nullable String reason, long lagMillis) {

        /**
         * Whether it says the same.
         *
         * @param otherTarget as {@link #target}
         * @param otherReason as {@link #reason}
         * @param otherLagMillis as {@link #lagMillis}
         * @return {@code false} if anything differs
         */
        public boolean says(String otherTarget, @Nullable String otherReason, long otherLagMillis) {
            return lagMillis == otherLagMillis && target.equals(otherTarget) && Objects.equals(reason, otherReason);
        }
    }

    /**
     * A span that is kept by whoever collects spans.
     *
     * @param traceId 32 hexadecimal digits
     * @param spanId 16 of them
     */
    public record Sampled(String traceId, String spanId) {}

    /** The few methods that are needed; none works without the others. */
    private record Api(
            MethodHandle current,
            MethodHandle recording,
            MethodHandle text,
            MethodHandle number,
            MethodHandle context,
            MethodHandle sampled,
            MethodHandle traceId,
            MethodHandle spanId) {

        static @Nullable Api of(Class<?> span) {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            try {
                Class<?> context = span.getMethod("getSpanContext").getReturnType();
                MethodType text = MethodType.methodType(String.class);
                MethodType erasedText = MethodType.methodType(String.class, Object.class);
                return new Api(
                        lookup.findStatic(span, "current", MethodType.methodType(span))
                                .asType(MethodType.methodType(Object.class)),
                        lookup.findVirtual(span, "isRecording", MethodType.methodType(boolean.class))
                                .asType(MethodType.methodType(boolean.class, Object.class)),
                        lookup.findVirtual(
                                        span, "setAttribute", MethodType.methodType(span, String.class, String.class))
                                .asType(MethodType.methodType(void.class, Object.class, String.class, String.class)),
                        lookup.findVirtual(span, "setAttribute", MethodType.methodType(span, String.class, long.class))
                                .asType(MethodType.methodType(void.class, Object.class, String.class, long.class)),
                        lookup.findVirtual(span, "getSpanContext", MethodType.methodType(context))
                                .asType(MethodType.methodType(Object.class, Object.class)),
                        lookup.findVirtual(context, "isSampled", MethodType.methodType(boolean.class))
                                .asType(MethodType.methodType(boolean.class, Object.class)),
                        lookup.findVirtual(context, "getTraceId", text).asType(erasedText),
                        lookup.findVirtual(context, "getSpanId", text).asType(erasedText));
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                Log.debug("OpenTelemetry's API has another form than is known: " + e);
                return null;
            }
        }

        @Nullable
        Sampled sampledNow() throws Throwable {
            Object span = current.invokeExact();
            Object itsContext = context.invokeExact(span);
            // What is sampled is valid: the invalid context has no flags.
            if (!(boolean) sampled.invokeExact(itsContext)) {
                return null;
            }
            String trace = (String) traceId.invokeExact(itsContext);
            String id = (String) spanId.invokeExact(itsContext);
            return new Sampled(trace, id);
        }

        void tell(Note note) throws Throwable {
            Object span = current.invokeExact();
            if (!(boolean) recording.invokeExact(span)) {
                return;
            }
            // The type of an expression in its place would be Object.
            String reason = note.reason() == null ? UNKNOWN : note.reason();
            // All three each time: what a span was told of another connection cannot be taken back.
            text.invokeExact(span, "replicated.target", note.target());
            text.invokeExact(span, "replicated.reason", reason);
            number.invokeExact(span, "replicated.replica.lag_ms", note.lagMillis());
        }
    }

    /**
     * Whether there is anybody to tell.
     *
     * @return {@code false} in most JVMs, at the cost of a field
     */
    public static boolean areWanted() {
        return wanted;
    }

    /**
     * Looks for OpenTelemetry's agent, which may have been started before ours or after it.
     *
     * @return whether it is there
     */
    public static boolean findAgent() {
        if (!agent) {
            try {
                APIS.add(new WeakReference<>(Class.forName(OF_THE_AGENT, false, null)));
                agent = true;
                wanted = true;
            } catch (ClassNotFoundException | LinkageError none) {
                return false;
            }
        }
        return true;
    }

    /**
     * An application loads a class.
     *
     * @param className as class files name it
     * @param loader its loader
     */
    public static void loading(String className, ClassLoader loader) {
        if (className.equals(SPAN_CLASS) && LOADERS.size() < MOST_LOADERS) {
            LOADERS.add(new WeakReference<>(loader));
            wanted = true;
        }
    }

    /**
     * Tells the span that is current on the calling thread.
     *
     * @param note what
     */
    public static void tell(Note note) {
        if (!agent && !LOADERS.isEmpty()) {
            resolve();
        }
        for (WeakReference<Class<?>> each : APIS) {
            Class<?> span = each.get();
            Api api = span == null ? null : RESOLVED.get(span);
            if (api != null) {
                tell(api, note);
            }
        }
    }

    /**
     * The span that is current on the calling thread.
     *
     * @return null if there is none, or none that is sampled
     */
    public static @Nullable Sampled sampled() {
        if (!agent && !LOADERS.isEmpty()) {
            resolve();
        }
        for (WeakReference<Class<?>> each : APIS) {
            Class<?> span = each.get();
            Api api = span == null ? null : RESOLVED.get(span);
            try {
                Sampled found = api == null ? null : api.sampledNow();
                if (found != null) {
                    return found;
                }
            } catch (Throwable fault) {
                Faults.caught("span", fault);
            }
        }
        return null;
    }

    private static void tell(Api api, Note note) {
        try {
            api.tell(note);
        } catch (Throwable fault) {
            Faults.caught("span", fault);
        }
    }

    /** By now the class that a loader was about to define is there. No lock: the loader is the application's. */
    private static void resolve() {
        for (WeakReference<ClassLoader> each = LOADERS.poll(); each != null; each = LOADERS.poll()) {
            ClassLoader loader = each.get();
            if (loader != null) {
                try {
                    APIS.removeIf(api -> api.get() == null);
                    APIS.add(new WeakReference<>(Class.forName(OF_AN_APPLICATION, false, loader)));
                } catch (ClassNotFoundException | LinkageError | RuntimeException notThere) {
                    // The loader of an application that was stopped throws what it likes.
                    Log.debug("OpenTelemetry's API cannot be loaded: " + notThere);
                }
            }
        }
    }
}
