// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.util.List;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedHooks;
import replicated.hooks.ReplicatedTaskHooks;

/**
 * What is woven into one method: a call of a static method of a hooks class at its start, and another one where it
 * ends. Immutable.
 *
 * @param owner internal name of the hooks class
 * @param enter name of the hooks method called first
 * @param operands its parameters, in order
 * @param result what becomes of what it returns
 * @param exit name of the hooks method called whether the body returns or throws, or null
 * @param exitValue its second parameter; the first is what was kept
 */
public record MethodHook(
        String owner,
        String enter,
        List<Operand> operands,
        EnterResult result,
        @Nullable String exit,
        ExitValue exitValue) {

    private static final String HOOKS = Type.getInternalName(ReplicatedHooks.class);
    private static final String TASK_HOOKS = Type.getInternalName(ReplicatedTaskHooks.class);

    /** A hook that leads to {@link ReplicatedHooks}. */
    public MethodHook(
            String enter, List<Operand> operands, EnterResult result, @Nullable String exit, ExitValue exitValue) {
        this(HOOKS, enter, operands, result, exit, exitValue);
    }

    /** What becomes of the value that the first call returns. */
    public enum EnterResult {
        /** There is none. */
        NOTHING,
        /** An object that is kept for the exit. */
        TOKEN,
        /**
         * An object that is returned at once in place of running the body, unless it is {@code this} or null; the exit
         * gets those.
         */
        RETURN_IF_ANOTHER,
        /** A {@code boolean}: where it is true, the method returns without running its body: false, or nothing. */
        RETURN_FALSE_IF_TRUE,
        /** The same for a method that then returns true. */
        RETURN_TRUE_IF_TRUE,
        /** An object of its type that replaces the first argument of the method. */
        FIRST_ARGUMENT,
        /** An object of its type that replaces the last argument of the method. */
        LAST_ARGUMENT,
        /** The first call comes not at the start, but in place of each call of {@code run()} in the body. */
        REPLACES_RUN
    }

    /** What the call at the end gets besides what was kept. */
    public enum ExitValue {
        NOTHING,
        /** What the body threw; null if it returned. */
        THROWN
    }

    public static MethodHook entering(String enter, Operand... operands) {
        return new MethodHook(enter, List.of(operands), EnterResult.NOTHING, null, ExitValue.NOTHING);
    }

    public static MethodHook refusing(String enter) {
        return new MethodHook(enter, List.of(), EnterResult.RETURN_FALSE_IF_TRUE, null, ExitValue.NOTHING);
    }

    public static MethodHook around(String enter, List<Operand> operands, String exit, ExitValue exitValue) {
        return new MethodHook(enter, operands, EnterResult.TOKEN, exit, exitValue);
    }

    /**
     * Around a method that is seldom called.
     *
     * @param kind of what it leads to
     * @param subject what it is about
     */
    public static MethodHook aroundCall(String kind, Operand subject) {
        return around("callEnter", List.of(new Operand.Text(kind), subject), "callExit", ExitValue.NOTHING);
    }

    /** The same, leading to {@link ReplicatedTaskHooks}. */
    public MethodHook ofTasks() {
        return new MethodHook(TASK_HOOKS, enter, operands, result, exit, exitValue);
    }
}
