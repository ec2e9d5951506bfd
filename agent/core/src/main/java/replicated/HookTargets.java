// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialects;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.AgentHooks;
import replicated.instrument.AgentTaskHooks;
import replicated.instrument.CallTarget;
import replicated.instrument.commit.ResponseHeaders;
import replicated.instrument.driver.MariaDbAnswerInstrumentation;
import replicated.instrument.job.JobInstrumentation;
import replicated.instrument.meter.MeterRegistryInstrumentation;
import replicated.request.AnnotatedCalls;
import replicated.request.AnnotationKind;
import replicated.request.CacheLoads;
import replicated.request.Jobs;
import replicated.request.RequestEntry;
import replicated.request.ResponseCommit;
import replicated.request.Scopes;
import replicated.request.TaskFollower;
import replicated.source.DataSourceHook;
import replicated.source.UnroutedStatements;

/** Where the hooks lead: each call goes straight on to the part that it concerns. */
final class HookTargets {

    private HookTargets() {}

    static AgentHooks hooks(
            RequestEntry entry,
            DataSourceHook connections,
            UnroutedStatements statements,
            Scopes scopes,
            ResponseCommit commit,
            Queue<Reference<Object>> meterRegistries) {
        return new AgentHooks(
                new Requests(entry),
                new Connections(connections),
                new Statements(statements),
                new Annotated(new AnnotatedCalls(scopes)),
                new Caches(new CacheLoads(scopes)),
                new Headers(commit),
                Map.of(
                        JobInstrumentation.KIND,
                        new OutsideJobs(new Jobs(scopes)),
                        MeterRegistryInstrumentation.KIND,
                        new MeterRegistries(meterRegistries),
                        MariaDbAnswerInstrumentation.KIND,
                        new Answers()));
    }

    private record Requests(RequestEntry entry) implements AgentHooks.Requests {
        @Override
        public @Nullable Object enter(Object component, Object request, Object response) {
            return entry.enter(component, request, response);
        }

        @Override
        public void exit(Object token, @Nullable Throwable thrown) {
            entry.exit(token, thrown);
        }

        @Override
        public Runnable asyncTask(Object asyncContext, Runnable task) {
            return entry.asyncTask(asyncContext, task);
        }

        @Override
        public Object listener(Object listener) {
            return entry.listener(listener);
        }
    }

    private record Connections(DataSourceHook hook) implements AgentHooks.Connections {
        @Override
        public @Nullable Object enter(DataSource dataSource) throws SQLException {
            return hook.enter(dataSource);
        }

        @Override
        public void exit(DataSource dataSource) {
            hook.exit(dataSource);
        }
    }

    private record Statements(UnroutedStatements unrouted) implements AgentHooks.Statements {
        @Override
        public @Nullable Object enter(Object statement, @Nullable String sql, boolean writes) {
            return unrouted.enter(statement, sql, writes);
        }

        @Override
        public @Nullable Object commit(Object connection) {
            return unrouted.commit(connection);
        }

        @Override
        public @Nullable Object rollback(Object connection) {
            return unrouted.rollback(connection);
        }

        @Override
        public void exit(Object token, @Nullable Throwable thrown) {
            unrouted.exit(token, thrown);
        }
    }

    private record Annotated(AnnotatedCalls calls) implements AgentHooks.AnnotatedCalls {
        @Override
        public @Nullable Object enter(int kind) {
            return calls.enter(
                    switch (kind) {
                        case ReplicatedHooks.PRIMARY -> AnnotationKind.PRIMARY;
                        case ReplicatedHooks.REPLICA_STALE -> AnnotationKind.REPLICA_STALE;
                        default -> AnnotationKind.REPLICA;
                    });
        }

        @Override
        public void exit(Object token) {
            calls.exit(token);
        }
    }

    private record OutsideJobs(Jobs jobs) implements CallTarget {
        @Override
        public @Nullable Object enter(@Nullable Object job) {
            return job instanceof String name ? jobs.enter(name) : null;
        }

        @Override
        public void exit(Object token) {
            jobs.exit(token);
        }
    }

    /** What MariaDB's driver reads with the answer to a statement. */
    private record Answers() implements CallTarget {
        @Override
        public @Nullable Object enter(@Nullable Object buffer) {
            Dialects.answerIsRead(buffer);
            return null;
        }

        @Override
        public void exit(Object token) {}

        @Override
        public String whenGivenUp() {
            return "MariaDB is asked for the position of each write";
        }
    }

    /**
     * What the application has of registries of Micrometer's.
     *
     * @param waiting gets each, perhaps several times; emptied by whoever is interested
     */
    private record MeterRegistries(Queue<Reference<Object>> waiting) implements CallTarget {

        /** So many wait until somebody is interested; further ones are passed over. */
        private static final int MOST = 64;

        @Override
        public @Nullable Object enter(@Nullable Object registry) {
            return waiting.size() >= MOST ? null : registry;
        }

        @Override
        public void exit(Object registry) {
            waiting.add(new WeakReference<>(registry));
        }

        @Override
        public String whenGivenUp() {
            return "no further registry of Micrometer's gets the agent's figures";
        }
    }

    private record Caches(CacheLoads loads) implements AgentHooks.CacheLoads {
        @Override
        public @Nullable Object enter(String cache) {
            return loads.enter(cache);
        }

        @Override
        public void exit(Object token) {
            loads.exit(token);
        }

        @Override
        public void later(String cache, @Nullable Object result) {
            loads.later(cache, result);
        }

        @Override
        public boolean isUnfit() {
            return loads.isUnfit();
        }
    }

    static AgentTaskHooks tasks(TaskFollower follower) {
        return new AgentTaskHooks(new Tasks(follower));
    }

    private record Tasks(TaskFollower follower) implements AgentTaskHooks.Tasks {
        @Override
        public Object carried(Object task, int kind) {
            return follower.carried(task, kind);
        }

        @Override
        public Object pooled(Object task) {
            return follower.pooled(task);
        }

        @Override
        public Object removed(Object pool, Object task) {
            return follower.removed(pool, task);
        }

        @Override
        public void submitted(@Nullable Object pool, Object task) {
            follower.submitted(pool, task);
        }

        @Override
        public void refused(Object task) {
            follower.refused(task);
        }

        @Override
        public @Nullable Object begin(Object task) {
            return follower.begin(task);
        }

        @Override
        public @Nullable Object pause() {
            return follower.pause();
        }

        @Override
        public @Nullable Object pauseFor(Object task) {
            return follower.pauseFor(task);
        }

        @Override
        public void leave(Object token) {
            follower.leave(token);
        }

        @Override
        public void starting(Thread thread) {
            follower.starting(thread);
        }
    }

    private record Headers(ResponseCommit commit) implements ResponseHeaders {
        @Override
        public List<Map.Entry<String, String>> forRequest(Object servletRequest) {
            return commit.headersFor(servletRequest);
        }

        @Override
        public List<Map.Entry<String, String>> forAttribute(Object attribute) {
            return commit.headersOf(attribute);
        }

        @Override
        public String attributeName() {
            return ResponseCommit.ATTRIBUTE;
        }

        @Override
        public void armed(String classPrefix) {
            commit.armed(classPrefix);
        }

        @Override
        public void disarmed(String classPrefix) {
            commit.disarmed(classPrefix);
        }
    }
}
