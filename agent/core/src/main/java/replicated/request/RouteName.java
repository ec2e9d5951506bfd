// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import org.jspecify.annotations.Nullable;
import replicated.log.Faults;

/**
 * The name of one request's route: by the framework's own pattern from the moment that tells one, before that, and
 * where none does, by its path. Only the request's own thread looks at the request, and only while it is served:
 * containers use the object again. Work outside of requests has one name from the start.
 */
final class RouteName {

    private static final String CALL = "call";

    /** Of those whose name is fixed: no path is asked for. */
    private static final PathRoutes NO_PATHS = new PathRoutes();

    private final PathRoutes paths;
    private final String method;
    private final String path;

    /** Null where nothing more can be told. Written by the thread that serves the request. */
    private volatile @Nullable AtHand atHand;

    /** By the path alone, and what was told of that before; null until it is asked for. */
    private volatile PathRoutes.@Nullable Named byPath;

    /** What the framework has told of this request; null where it has not. */
    private volatile @Nullable String told;

    /**
     * The servlet's mapping was looked at: it is what it is from the start. Used by the thread that serves the request.
     */
    private boolean mappingSeen;

    private record AtHand(ServletApi api, Object request, Thread thread) {}

    RouteName(PathRoutes paths, String method, String path) {
        this.paths = paths;
        this.method = method;
        this.path = path;
    }

    private RouteName(String fixed) {
        this(NO_PATHS, "", "");
        told = fixed;
    }

    /** Of an annotated call outside of requests, or of nothing in particular. */
    static RouteName ofCall() {
        return new RouteName(CALL);
    }

    /**
     * Of work outside of requests that a rule names.
     *
     * @param job class and method
     */
    static RouteName ofJob(String job) {
        return new RouteName("job " + job);
    }

    /** Whether the same name stands for the same code each time. */
    boolean tells() {
        return !CALL.equals(told);
    }

    /** The calling thread begins to serve the request. */
    void serving(ServletApi api, Object request) {
        atHand = new AtHand(api, request, Thread.currentThread());
    }

    /** The name as of now. */
    String get() {
        AtHand now = atHand;
        if (now != null && now.thread == Thread.currentThread()) {
            look(now, false);
        }
        String framework = told;
        return framework != null ? framework : byPath().best();
    }

    /**
     * Whether the name is what it was before. Costs a look, unless a framework has told names of others and not yet of
     * this one: then the request is asked.
     *
     * @param before from {@link #get}
     */
    boolean isStill(String before) {
        String framework = told;
        return framework != null ? framework.equals(before) : !paths.frameworkTells() || get().equals(before);
    }

    /**
     * The request was seen to read only.
     *
     * @return whether other routes are named otherwise from now on
     */
    boolean read() {
        PathRoutes.Named known = byPath();
        return !known.isKnownAs(told) && paths.read(known.name(), told);
    }

    private PathRoutes.Named byPath() {
        PathRoutes.Named known = byPath;
        if (known == null) {
            known = paths.of(method, path);
            byPath = known;
        }
        return known;
    }

    /**
     * The calling thread has served the request, or will go on as another dispatch: a name that is asked for is what it
     * is now.
     */
    void served(boolean goesOn) {
        AtHand now = atHand;
        boolean wanted = goesOn || byPath != null;
        if (wanted && now != null && now.thread == Thread.currentThread()) {
            look(now, goesOn);
        }
        atHand = null;
        if (wanted) {
            get();
        }
    }

    /** The request has ended on another thread: it cannot be asked any more. */
    void ended() {
        atHand = null;
    }

    /**
     * Asks the request.
     *
     * @param mayEnd whether it may end on another thread meanwhile, after which some containers' throw
     */
    private void look(AtHand now, boolean mayEnd) {
        try {
            String pattern = FrameworkPattern.of(now.api.attribute(now.request, FrameworkPattern.SPRING), path);
            if (pattern == null && !mappingSeen) {
                mappingSeen = true;
                pattern = now.api.isMappedExactly(now.request) ? PathGeneralizer.joined(Paths.segments(path)) : null;
            }
            if (pattern != null) {
                told = method + " " + pattern;
                atHand = null;
            }
        } catch (Throwable fault) {
            atHand = null;
            if (!mayEnd) {
                Faults.caught("route-pattern", fault);
            }
        }
    }
}
