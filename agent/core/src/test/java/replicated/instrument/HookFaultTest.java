// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.commit.TomcatCommitInstrumentation;
import replicated.log.Faults;

/**
 * Whatever goes wrong behind a hook, the hooked method of the application runs as without the agent, and the fault is
 * counted.
 */
class HookFaultTest {

    private static final Runnable TASK = new Thread();

    /** Of calls, and also a container with a commit point. */
    private static final String KIND = new TomcatCommitInstrumentation().container();

    @AfterEach
    void uninstall() {
        ReplicatedHooks.install(null);
    }

    static List<Arguments> hooks() {
        List<Supplier<Throwable>> faults = List.of(
                () -> new IllegalStateException("a deliberate fault"),
                () -> new NoClassDefFoundError("a deliberate fault"),
                () -> new StackOverflowError("a deliberate fault"),
                () -> new AssertionError("a deliberate fault"));
        List<Arguments> hooks = new ArrayList<>();
        Stream.of(ReplicatedHooks.class.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
                .filter(method -> !method.getName().equals("install"))
                .forEach(hook -> faults.forEach(
                        fault -> hooks.add(Arguments.of(hook, fault.get().getClass(), fault))));
        return hooks;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("hooks")
    void applicationGoesOnAndTheFaultIsCounted(Method hook, Class<?> type, Supplier<Throwable> fault) throws Exception {
        ReplicatedHooks.install(TestHooks.toEach(
                kind -> kind == Map.class ? Map.of(KIND, failing(CallTarget.class, fault)) : failing(kind, fault)));
        long before = faults();
        int calls = 3 * AgentHooks.FAILURES;

        for (int i = 0; i < calls; i++) {
            assertThat(hook.invoke(null, arguments(hook))).isEqualTo(asWithoutTheAgent(hook));
        }

        assertThat(faults() - before).isBetween((long) AgentHooks.FAILURES, (long) calls);
    }

    private static Object asWithoutTheAgent(Method hook) {
        if (hook.getReturnType() == boolean.class) {
            return false;
        }
        return handsOn(hook) ? TASK : null;
    }

    private static boolean handsOn(Method hook) {
        return hook.getName().equals("asyncTask") || hook.getName().equals("listener");
    }

    private static long faults() {
        return Faults.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * A commit point reaches the headers through objects of its container, so it is given one that it does not
     * understand.
     */
    private static Object[] arguments(Method hook) {
        return Stream.of(hook.getParameterTypes())
                .map(type -> {
                    if (type == int.class) {
                        return ReplicatedHooks.PRIMARY;
                    }
                    if (type == String.class) {
                        return KIND;
                    }
                    return handsOn(hook) ? TASK : type == Throwable.class ? null : dataSource();
                })
                .toArray();
    }

    private static DataSource dataSource() {
        return failing(DataSource.class, () -> new AssertionError("nobody asked for a connection"));
    }

    private static <T> T failing(Class<T> type, Supplier<Throwable> fault) {
        return type.cast(Proxy.newProxyInstance(
                HookFaultTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw fault.get();
                }));
    }
}
