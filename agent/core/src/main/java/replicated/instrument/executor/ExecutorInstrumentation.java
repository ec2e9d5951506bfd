// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.executor;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.EnterResult;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * The classes of the JDK through which tasks go: executors of the application and of frameworks end in one of them. The
 * only classes of the boot loader that are ever hooked, and so a fixed list. Besides some of libraries that have threads
 * of their own, or keep tasks.
 *
 * <p>Where a function is kept in a field that nobody else sees ({@code FutureTask}, {@code CompletableFuture}), another
 * one is kept in its place. Where the task itself is seen by others (in a queue, by an overridden method), it stays
 * what it is, and the place is hooked where it runs.
 */
public final class ExecutorInstrumentation implements Instrumentation {

    private static final String FUTURE_TASK = "java/util/concurrent/FutureTask";
    private static final String THREAD_POOL = "java/util/concurrent/ThreadPoolExecutor";
    private static final String SCHEDULED_POOL = "java/util/concurrent/ScheduledThreadPoolExecutor";
    private static final String FORK_JOIN_POOL = "java/util/concurrent/ForkJoinPool";
    private static final String FORK_JOIN_TASK = "java/util/concurrent/ForkJoinTask";
    private static final String COMPLETABLE_FUTURE = "java/util/concurrent/CompletableFuture";
    private static final String DELAYED_EXECUTOR = "java/util/concurrent/CompletableFuture$DelayedExecutor";
    private static final String THREAD_PER_TASK = "java/util/concurrent/ThreadPerTaskExecutor";
    private static final String TIMER = "java/util/Timer";
    private static final String TIMER_THREAD = "java/util/TimerThread";
    private static final String THREAD = "java/lang/Thread";
    private static final String VIRTUAL_THREAD = "java/lang/VirtualThread";

    private static final Set<String> CLASSES = Set.of(
            FUTURE_TASK,
            THREAD_POOL,
            SCHEDULED_POOL,
            FORK_JOIN_POOL,
            FORK_JOIN_TASK,
            COMPLETABLE_FUTURE,
            DELAYED_EXECUTOR,
            THREAD_PER_TASK,
            TIMER,
            TIMER_THREAD,
            THREAD,
            VIRTUAL_THREAD);

    /** A worker that runs already would go on in the method as it was. */
    private static final Set<String> EARLY = Set.of(THREAD_POOL, TIMER, TIMER_THREAD);

    private static final String RUNNABLE = "Ljava/lang/Runnable;";
    private static final String CALLABLE = "Ljava/util/concurrent/Callable;";
    private static final String SUPPLIER = "Ljava/util/function/Supplier;";
    private static final String EXECUTOR = "Ljava/util/concurrent/Executor;";
    private static final String TASK = "Ljava/util/concurrent/ForkJoinTask;)";

    private static final Map<String, Integer> KINDS = Map.of(
            RUNNABLE,
            ReplicatedTaskHooks.RUNNABLE,
            CALLABLE,
            ReplicatedTaskHooks.CALLABLE,
            SUPPLIER,
            ReplicatedTaskHooks.SUPPLIER,
            "Ljava/util/function/Function;",
            ReplicatedTaskHooks.FUNCTION,
            "Ljava/util/function/Consumer;",
            ReplicatedTaskHooks.CONSUMER,
            "Ljava/util/function/BiFunction;",
            ReplicatedTaskHooks.BI_FUNCTION,
            "Ljava/util/function/BiConsumer;",
            ReplicatedTaskHooks.BI_CONSUMER);

    private static final MethodHook POOLED = new MethodHook(
                    "pooled", List.of(new Operand.Argument(0)), EnterResult.FIRST_ARGUMENT, null, ExitValue.NOTHING)
            .ofTasks();
    private static final MethodHook REMOVED = new MethodHook(
                    "removed",
                    List.of(new Operand.This(), new Operand.Argument(0)),
                    EnterResult.FIRST_ARGUMENT,
                    null,
                    ExitValue.NOTHING)
            .ofTasks();
    private static final MethodHook REFUSED =
            MethodHook.entering("refused", new Operand.Argument(0)).ofTasks();
    private static final MethodHook RUN =
            new MethodHook("run", List.of(), EnterResult.REPLACES_RUN, null, ExitValue.NOTHING).ofTasks();
    private static final MethodHook PAUSED =
            MethodHook.around("pause", List.of(), "resume", ExitValue.NOTHING).ofTasks();
    private static final MethodHook PAUSED_FOR = MethodHook.around(
                    "pauseFor", List.of(new Operand.Argument(0)), "resume", ExitValue.NOTHING)
            .ofTasks();
    private static final MethodHook FORKED =
            MethodHook.entering("handedOver", new Operand.This()).ofTasks();
    private static final MethodHook SCHEDULED =
            MethodHook.entering("handedOver", new Operand.Argument(0)).ofTasks();
    private static final MethodHook EXECUTED = MethodHook.around(
                    "taskEnter", List.of(new Operand.This()), "taskExit", ExitValue.NOTHING)
            .ofTasks();
    private static final MethodHook RESUMED = MethodHook.around(
                    "taskEnter", List.of(new Operand.Argument(0)), "taskExit", ExitValue.NOTHING)
            .ofTasks();
    private static final MethodHook KEPT = carried(EnterResult.FIRST_ARGUMENT, 0, ReplicatedTaskHooks.RUNNABLE);

    /** Guava asks some of its listeners of what class they are, and executors may. */
    private static final MethodHook LISTENED = carried(EnterResult.LAST_ARGUMENT, 1, ReplicatedTaskHooks.EXECUTOR);

    private static final MethodHook STARTED =
            MethodHook.entering("threadStarting", new Operand.This()).ofTasks();

    private static final String KOTLIN = "kotlinx/coroutines/";
    private static final String GUAVA = "com/google/common/util/concurrent/";
    private static final String NETTY = "io/netty/util/concurrent/";
    private static final String VERTX = "io/vertx/core/impl/";
    private static final String JBOSS = "org/jboss/threads/EnhancedQueueExecutor";
    private static final String JETTY = "org/eclipse/jetty/util/thread/QueuedThreadPool";
    private static final String TOMCAT = "org/apache/tomcat/util/threads/ThreadPoolExecutor";

    /**
     * Methods of libraries, by class and name. A coroutine is begun, waits, and goes on: where it waits it belongs to
     * its own scope, whoever it is that it waits for and on whose thread it goes on. What Guava's are given they keep,
     * and hand to a pool once it is its turn, on whatever thread that shows. The rest has threads of its own.
     */
    private static final Map<String, MethodHook> OF_LIBRARIES = Map.ofEntries(
            Map.entry(KOTLIN + "internal/DispatchedContinuationKt.resumeCancellableWith", SCHEDULED),
            Map.entry(KOTLIN + "internal/DispatchedContinuation.dispatchYield$kotlinx_coroutines_core", FORKED),
            Map.entry(KOTLIN + "CancellableContinuationImpl.getResult", FORKED),
            Map.entry(KOTLIN + "DispatchedTask.run", EXECUTED),
            Map.entry(KOTLIN + "DispatchedTaskKt.resume", RESUMED),
            Map.entry(GUAVA + "SequentialExecutor.execute", KEPT),
            Map.entry(GUAVA + "SerializingExecutor.execute", KEPT),
            Map.entry(GUAVA + "AbstractFuture.addListener", LISTENED),
            Map.entry(GUAVA + "ExecutionList.add", LISTENED),
            Map.entry(NETTY + "SingleThreadEventExecutor.execute", SCHEDULED),
            Map.entry(NETTY + "AbstractEventExecutor.runTask", RESUMED),
            Map.entry(NETTY + "AbstractEventExecutor.safeExecute", RESUMED),
            Map.entry(VERTX + "TaskQueue.execute", SCHEDULED),
            Map.entry(VERTX + "TaskQueue.run", RUN),
            Map.entry(JBOSS + ".execute", SCHEDULED),
            Map.entry(JBOSS + "$Task.doRunWith", RESUMED),
            Map.entry(JETTY + ".execute", SCHEDULED),
            Map.entry(JETTY + ".runJob", RESUMED),
            Map.entry(TOMCAT + ".execute", SCHEDULED),
            Map.entry(TOMCAT + ".runWorker", RUN));

    /** Of several that are named so, those that are given a task and nothing else but where it is to run. */
    private static final Set<String> OF_TASKS = Set.of("(" + RUNNABLE + ")V", "(" + RUNNABLE + EXECUTOR + ")V");

    /**
     * Whether a class of the boot loader is one of those that are hooked.
     *
     * @param className internal name
     */
    public static boolean isIn(String className) {
        return className.startsWith("java/") && CLASSES.contains(className);
    }

    /**
     * Whether it has to be hooked before the application uses it.
     *
     * @param className internal name of one that {@link #isIn}
     */
    public static boolean isEarly(String className) {
        return EARLY.contains(className);
    }

    /** The classes are told by their names. */
    @Override
    public List<List<String>> constants() {
        return List.of(List.of());
    }

    /** Of those that are the application's. */
    @Override
    public List<String> packages() {
        Set<String> names = new HashSet<>();
        for (String method : OF_LIBRARIES.keySet()) {
            names.add(method.substring(0, method.indexOf('.')));
        }
        return List.copyOf(names);
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isSynthetic()) {
            return null;
        }
        String descriptor = method.descriptor();
        return switch (type.name()) {
            // Until a task has run or was cancelled its function is held here, and no longer.
            case FUTURE_TASK -> method.name().equals("<init>") ? first(descriptor, RUNNABLE, CALLABLE) : null;
            case THREAD_POOL -> ofThreadPool(method);
            // What repeats is no part of the request that has begun it.
            case SCHEDULED_POOL ->
                method.name().equals("scheduleAtFixedRate") || method.name().equals("scheduleWithFixedDelay")
                        ? PAUSED
                        : null;
            case FORK_JOIN_POOL -> ofForkJoinPool(method);
            case FORK_JOIN_TASK ->
                method.name().equals("fork") ? FORKED : method.name().equals("doExec") ? EXECUTED : null;
            case COMPLETABLE_FUTURE -> ofCompletableFuture(method);
            case DELAYED_EXECUTOR -> method.name().equals("execute") ? first(descriptor, RUNNABLE) : null;
            case THREAD_PER_TASK -> method.name().equals("execute") ? PAUSED_FOR : null;
            case TIMER -> isOneShot(method) ? SCHEDULED : null;
            case TIMER_THREAD -> method.name().equals("mainLoop") ? RUN : null;
            case THREAD -> method.name().equals("start") ? STARTED : null;
            // Its start without a container calls the other one.
            case VIRTUAL_THREAD -> method.name().equals("start") && !descriptor.equals("()V") ? STARTED : null;
            default -> ofLibrary(type, method);
        };
    }

    private static @Nullable MethodHook ofLibrary(ClassOutline type, ClassOutline.Method method) {
        MethodHook hook = OF_LIBRARIES.get(type.name() + '.' + method.name());
        boolean ofOther = method.name().equals("execute") && !OF_TASKS.contains(method.descriptor());
        // Tomcat's once was a subclass of the JDK's.
        return ofOther || THREAD_POOL.equals(type.superName()) ? null : hook;
    }

    private static @Nullable MethodHook ofThreadPool(ClassOutline.Method method) {
        return switch (method.name()) {
            case "execute" -> POOLED;
            case "remove" -> REMOVED;
            case "reject" -> REFUSED;
            case "runWorker" -> RUN;
            // A worker lives on; the task for which it was started does not.
            case "addWorker" -> PAUSED;
            default -> null;
        };
    }

    /** Whatever is given to a pool goes through one of two methods, whose names and parameters differ between JDKs. */
    private static @Nullable MethodHook ofForkJoinPool(ClassOutline.Method method) {
        String descriptor = method.descriptor();
        boolean submits =
                method.name().equals("externalSubmit") || method.name().equals("poolSubmit");
        if (submits && !method.isStatic() && descriptor.contains(TASK)) {
            int index = descriptor.startsWith("(L") ? 0 : 1;
            return MethodHook.entering("submitted", new Operand.This(), new Operand.Argument(index))
                    .ofTasks();
        }
        return switch (method.name()) {
            case "schedule" -> first(descriptor, RUNNABLE, CALLABLE);
            case "execute", "submit" -> descriptor.startsWith("(" + CALLABLE) ? null : PAUSED_FOR;
            // Whoever waits for a task meanwhile runs any other: those of a scope say so themselves.
            case "helpJoin", "helpComplete", "helpAsyncBlocker" -> PAUSED;
            default -> null;
        };
    }

    private static @Nullable MethodHook ofCompletableFuture(ClassOutline.Method method) {
        String descriptor = method.descriptor();
        if (method.name().equals("completeAsync")) {
            return first(descriptor, SUPPLIER + EXECUTOR);
        }
        if (!method.name().endsWith("Stage") || !descriptor.startsWith("(" + EXECUTOR)) {
            return null;
        }
        String parameters = descriptor.substring(0, descriptor.indexOf(')'));
        Integer kind = KINDS.get(parameters.substring(parameters.lastIndexOf('L')));
        return kind == null ? null : carried(EnterResult.LAST_ARGUMENT, parameters.split(";").length - 1, kind);
    }

    private static boolean isOneShot(ClassOutline.Method method) {
        return method.is("schedule", "(Ljava/util/TimerTask;J)V")
                || method.is("schedule", "(Ljava/util/TimerTask;Ljava/util/Date;)V");
    }

    /** Replaces the first argument where the parameters start so. */
    private static @Nullable MethodHook first(String descriptor, String... starts) {
        for (String start : starts) {
            Integer kind = KINDS.get(start.substring(0, start.indexOf(';') + 1));
            if (kind != null && descriptor.startsWith("(" + start)) {
                return carried(EnterResult.FIRST_ARGUMENT, 0, kind);
            }
        }
        return null;
    }

    private static MethodHook carried(EnterResult result, int index, int kind) {
        return new MethodHook(
                        "carried",
                        List.of(new Operand.Argument(index), new Operand.Int(kind)),
                        result,
                        null,
                        ExitValue.NOTHING)
                .ofTasks();
    }
}
