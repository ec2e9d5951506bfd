// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.log.Faults;

/**
 * P5 on the path of every task of the JVM: whatever fails in ours, the task runs, and after ten faults nothing is tried
 * any more.
 */
class TaskHookFaultTest {

    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void uninstall() {
        ReplicatedTaskHooks.install(null);
    }

    private void install(Throwable fault) {
        ReplicatedTaskHooks.install(new AgentTaskHooks((AgentTaskHooks.Tasks) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AgentTaskHooks.Tasks.class},
                (proxy, method, arguments) -> {
                    calls.incrementAndGet();
                    throw fault;
                })));
    }

    @Test
    void taskRunsAsWithoutTheAgent() {
        install(new StackOverflowError("a deliberate fault"));
        AtomicInteger ran = new AtomicInteger();
        Runnable task = ran::incrementAndGet;

        assertThat(ReplicatedTaskHooks.carried(task, ReplicatedTaskHooks.RUNNABLE))
                .isSameAs(task);
        assertThat(ReplicatedTaskHooks.pooled(task)).isSameAs(task);
        assertThat(ReplicatedTaskHooks.removed(this, task)).isSameAs(task);
        assertThat(ReplicatedTaskHooks.taskEnter(task)).isNull();
        assertThat(ReplicatedTaskHooks.pause()).isNull();
        assertThat(ReplicatedTaskHooks.pauseFor("a task")).isNull();
        ReplicatedTaskHooks.handedOver(task);
        ReplicatedTaskHooks.refused(task);
        ReplicatedTaskHooks.threadStarting(new Thread(task));
        ReplicatedTaskHooks.taskExit(this);
        ReplicatedTaskHooks.run(task);

        assertThat(ran).hasValue(1);
        assertThat(calls).hasValue(10);
        assertThat(Faults.counts()).containsKey("hook-task");
    }

    @Test
    void afterTenFaultsNothingIsTried() {
        install(new IllegalStateException("a deliberate fault"));
        Runnable task = () -> {};
        for (int i = 0; i < 100; i++) {
            ReplicatedTaskHooks.run(task);
        }

        assertThat(calls).hasValue(AgentHooks.FAILURES);
    }

    @Test
    void nothingHappensBeforeTheHooksAreInstalled() {
        Runnable task = () -> {};

        assertThat(ReplicatedTaskHooks.carried(task, ReplicatedTaskHooks.RUNNABLE))
                .isSameAs(task);
        assertThat(ReplicatedTaskHooks.carried(null, ReplicatedTaskHooks.RUNNABLE))
                .isNull();
        assertThat(ReplicatedTaskHooks.pooled(null)).isNull();
        assertThat(ReplicatedTaskHooks.pause()).isNull();
        assertThat(ReplicatedTaskHooks.pauseFor("a task")).isNull();
    }
}
