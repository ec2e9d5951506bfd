// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.context.ScopeFrame;
import replicated.jdbc.RoutingScope;

/**
 * What the calling thread is doing for the request side. It is told at the outermost entry and taken back at the
 * outermost exit, so that nothing of a request stays on a pool's thread.
 */
final class CurrentScope {

    /**
     * Whether any annotated method was ever entered. Most applications have none, and every decision would look for
     * them.
     */
    private static volatile boolean annotated;

    /**
     * Loads for caches that are running, on whatever thread: most applications have some now and then, and in between
     * every decision is to be as quick as without. Too many, should an end be missed, only cost time.
     */
    private static final AtomicInteger CACHE_FILLS = new AtomicInteger();

    private CurrentScope() {}

    /** The innermost frame of the calling thread, or null outside of all scopes. */
    static @Nullable Frame frame() {
        return (Frame) RoutingContext.frame();
    }

    /** As {@link #frame}, for a thread that begins to serve a request: what it was started in is of no account. */
    static @Nullable Frame frameBefore() {
        Frame frame = frame();
        return frame == null || frame.kind() != Kind.THREAD ? frame : null;
    }

    /** Whether no annotated method was ever entered, on whatever thread, and nothing is being loaded for a cache. */
    static boolean neverAnnotated() {
        return !annotated && CACHE_FILLS.get() == 0;
    }

    /** From now on every decision looks for what is asked for. */
    static void annotates(@Nullable AnnotationKind annotation) {
        if (annotation != null && !annotated) {
            annotated = true;
        }
    }

    /** For a test. */
    static void forgetAnnotations() {
        annotated = false;
    }

    /** What the innermost annotated method of the calling thread asks for, if it runs in this scope; else null. */
    static @Nullable AnnotationKind annotation(RoutingScope scope) {
        return neverAnnotated() ? null : annotationOfThread(scope);
    }

    /** Apart, so that the question is compiled into each decision. */
    private static @Nullable AnnotationKind annotationOfThread(RoutingScope scope) {
        Frame frame = frame();
        return frame == null || frame.scope() != scope ? null : frame.annotation();
    }

    /** Makes a frame the innermost one. */
    static void enter(Frame frame) {
        if (frame.annotation() == AnnotationKind.CACHE_FILL) {
            CACHE_FILLS.incrementAndGet();
        } else {
            annotates(frame.annotation());
        }
        RoutingContext.enter(frame);
    }

    /** Goes back to what was before a frame, even if frames above it were never left. */
    static void leave(Frame frame) {
        if (frame.annotation() == AnnotationKind.CACHE_FILL) {
            CACHE_FILLS.decrementAndGet();
        }
        RoutingContext.enter(frame.outer());
    }

    /** How a thread has come to work in a scope. */
    enum Kind {
        /** It serves the request, or runs the annotated method. */
        ENTRY,
        /** It runs a task that was handed over in the scope. */
        TASK,
        /** It was itself started in the scope, and perhaps not for its sake. */
        THREAD
    }

    /**
     * One entry on a thread: a request, an annotated method, or a task of either. Immutable.
     *
     * @param scope the scope that routed connections belong to
     * @param annotation what the innermost annotated method asks for, or null
     * @param outer the frame before, or null
     * @param kind how the thread has come here
     */
    record Frame(
            RoutingScope scope,
            @Nullable AnnotationKind annotation,
            @Nullable Frame outer,
            Kind kind) implements ScopeFrame {

        /** Of a thread that serves the request, or runs the annotated method. */
        Frame(RoutingScope scope, @Nullable AnnotationKind annotation, @Nullable Frame outer) {
            this(scope, annotation, outer, Kind.ENTRY);
        }

        @Override
        public boolean mayServeOthers() {
            return kind != Kind.ENTRY;
        }

        /** Whether the request has ended before this task has: it is not to read from replicas any more. */
        boolean isLate() {
            return kind != Kind.ENTRY && scope.hasEnded();
        }
    }
}
