package replicated.request;

/**
 * What the calling thread is doing: the only thread-local of the agent's request side. It is set at the outermost entry
 * and removed, not nulled, at the outermost exit, so that nothing of a request stays on a pool's thread.
 */
final class Current {

    private static final ThreadLocal<Frame> FRAME = new ThreadLocal<>();

    /** Whether any annotated method was ever entered. Most applications have none, and every decision would look for them. */
    private static volatile boolean annotated;

    private Current() {}

    /** The innermost frame of the calling thread, or null outside of all scopes. */
    static Frame frame() {
        return FRAME.get();
    }

    /** What the innermost annotated method of the calling thread asks for, if it runs in this scope; else null. */
    static AnnotatedCalls.Kind annotation(Scope scope) {
        if (!annotated) {
            return null;
        }
        Frame frame = frame();
        return frame == null || frame.scope() != scope ? null : frame.annotation();
    }

    /** Makes a frame the innermost one. */
    static void enter(Frame frame) {
        if (frame.annotation() != null && !annotated) {
            annotated = true;
        }
        FRAME.set(frame);
    }

    /** Goes back to what was before a frame, even if frames above it were never left. */
    static void leave(Frame frame) {
        if (frame.outer() == null) {
            FRAME.remove();
        } else {
            FRAME.set(frame.outer());
        }
    }

    /**
     * One entry on a thread: a request, or an annotated method. Immutable.
     *
     * @param scope the scope that routed connections belong to
     * @param annotation what the innermost annotated method asks for, or null
     * @param outer the frame before, or null
     */
    record Frame(Scope scope, AnnotatedCalls.Kind annotation, Frame outer) {}
}
