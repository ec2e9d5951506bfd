// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.commit.CommitPoint;
import replicated.instrument.commit.CommitPoints;
import replicated.instrument.commit.ResponseHeaders;
import replicated.log.Faults;
import replicated.log.Log;

/**
 * What the hooked methods reach: hands each call over to the part of the agent that it concerns. A point that has
 * failed ten times is switched off, and its calls do nothing from then on. Thread-safe.
 */
public final class AgentHooks extends ReplicatedHooks {

    /** Failures after which a point is given up: enough to survive a stray one, too few to fill a disk. */
    static final int FAILURES = 10;

    /** Registries that wait until somebody is interested; further ones are passed over. */
    private static final int REGISTRIES = 64;

    /** Requests, as the servlet container shows them. */
    public interface Requests {

        /**
         * A filter or servlet starts, perhaps within another one.
         *
         * @param component the filter or servlet
         * @param request a {@code ServletRequest}
         * @param response a {@code ServletResponse}
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object enter(Object component, Object request, Object response);

        /**
         * A filter or servlet has ended.
         *
         * @param token what {@link #enter} returned, never null
         * @param thrown what it threw, or null
         */
        void exit(Object token, @Nullable Throwable thrown);

        /**
         * A task is about to be run for an asynchronous request.
         *
         * @param asyncContext an {@code AsyncContext}
         * @param task the application's
         * @return what runs in its place
         */
        Runnable asyncTask(Object asyncContext, Runnable task);

        /**
         * A container is about to be given a listener.
         *
         * @param listener the application's, of either servlet API
         * @return the one that is called in its place
         */
        Object listener(Object listener);
    }

    /** Calls of {@code DataSource.getConnection()}. */
    public interface Connections {

        /**
         * A call starts, perhaps within another one.
         *
         * @param dataSource the data source
         * @return a {@link Connection} to hand out in place of running the method; or the data source, where
         *     {@link #exit} is to be called; or null
         * @throws SQLException for the application: its own data source's. {@link #exit} is not called
         */
        @Nullable
        Object enter(DataSource dataSource) throws SQLException;

        /**
         * A call for which {@link #enter} returned the data source has ended.
         *
         * @param dataSource the data source
         */
        void exit(DataSource dataSource);
    }

    /** Statements that a driver runs, and ends of its transactions, on whatever connection. */
    public interface Statements {

        /**
         * A statement is about to be run.
         *
         * @param statement a driver's {@code java.sql.Statement}
         * @param sql its text; null: a prepared statement has it
         * @param writes whether the call is one for writes
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object enter(Object statement, @Nullable String sql, boolean writes);

        /**
         * A transaction may be about to be committed.
         *
         * @param connection a driver's {@code java.sql.Connection}
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object commit(Object connection);

        /**
         * A transaction is about to be rolled back.
         *
         * @param connection a driver's {@code java.sql.Connection}
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object rollback(Object connection);

        /**
         * The call has ended.
         *
         * @param token what {@link #enter}, {@link #commit} or {@link #rollback} returned, never null
         * @param thrown what the driver threw, or null
         */
        void exit(Object token, @Nullable Throwable thrown);
    }

    /** Calls of annotated methods. */
    public interface AnnotatedCalls {

        /**
         * A call starts.
         *
         * @param kind {@link ReplicatedHooks#PRIMARY}, {@link ReplicatedHooks#REPLICA} or
         *     {@link ReplicatedHooks#REPLICA_STALE}
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object enter(int kind);

        /**
         * A call has ended.
         *
         * @param token what {@link #enter} returned, never null
         */
        void exit(Object token);
    }

    /** Calls of methods that do work outside of requests. */
    public interface Jobs {

        /**
         * A call starts.
         *
         * @param job class and name of the method
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object enter(String job);

        /**
         * A call has ended.
         *
         * @param token what {@link #enter} returned, never null
         */
        void exit(Object token);
    }

    /** Caches that many requests share. */
    public interface CacheLoads {

        /**
         * Something is about to be read for one.
         *
         * @param cache name of its kind
         * @return for {@link #exit}, or null for none
         */
        @Nullable
        Object enter(String cache);

        /**
         * It is there, or could not be had.
         *
         * @param token what {@link #enter} returned, never null
         */
        void exit(Object token);

        /**
         * What a method has returned is put into one, and perhaps read only when somebody subscribes to it.
         *
         * @param cache name of its kind
         * @param result what was returned
         */
        void later(String cache, @Nullable Object result);

        /**
         * Something that was read is about to be put into one.
         *
         * @return whether it must not be: a replica may have shown it
         */
        boolean isUnfit();
    }

    private final Requests requests;
    private final Connections connections;
    private final Statements statements;
    private final AnnotatedCalls annotatedCalls;
    private final Jobs jobs;
    private final CacheLoads cacheLoads;
    private final ResponseHeaders headers;
    private final Queue<Reference<Object>> meterRegistries;

    /** By container; one that has failed too often is taken out. */
    private final Map<String, CommitPoint> commitPoints = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

    private volatile boolean requestsOff;
    private volatile boolean connectionsOff;
    private volatile boolean statementsOff;
    private volatile boolean annotatedOff;
    private volatile boolean jobsOff;
    private volatile boolean cachesOff;
    private volatile boolean metersOff;

    /**
     * Hooks that lead to these.
     *
     * @param requests for filters, servlets and tasks of asynchronous requests
     * @param connections for data sources
     * @param statements for statements of drivers
     * @param annotatedCalls for annotated methods
     * @param jobs for methods that do work outside of requests
     * @param cacheLoads for caches that are about to be filled
     * @param headers for responses about to be committed
     * @param meterRegistries takes the application's registries of Micrometer's, each perhaps several times; emptied by
     *     whoever is interested in them
     */
    public AgentHooks(
            Requests requests,
            Connections connections,
            Statements statements,
            AnnotatedCalls annotatedCalls,
            Jobs jobs,
            CacheLoads cacheLoads,
            ResponseHeaders headers,
            Queue<Reference<Object>> meterRegistries) {
        this.requests = requests;
        this.connections = connections;
        this.statements = statements;
        this.annotatedCalls = annotatedCalls;
        this.jobs = jobs;
        this.cacheLoads = cacheLoads;
        this.headers = headers;
        this.meterRegistries = meterRegistries;
        for (CommitPoint point : CommitPoints.all()) {
            commitPoints.put(point.container(), point);
        }
    }

    @Override
    protected @Nullable Object onRequestEnter(Object component, Object request, Object response) {
        if (requestsOff) {
            return null;
        }
        Object token = requests.enter(component, request, response);
        if (token != null) {
            for (CommitPoint point : commitPoints.values()) {
                enter(point, request);
            }
        }
        return token;
    }

    private void enter(CommitPoint point, Object request) {
        try {
            point.entered(request);
        } catch (Throwable fault) {
            // The scope is open by now: it has to reach the application's exit all the same.
            onFault(point.container(), fault);
        }
    }

    @Override
    protected void onRequestExit(Object token, @Nullable Throwable thrown) {
        requests.exit(token, thrown);
    }

    @Override
    protected Runnable onAsyncTask(Object asyncContext, Runnable task) {
        return requestsOff ? task : requests.asyncTask(asyncContext, task);
    }

    @Override
    protected Object onListener(Object listener) {
        return requestsOff ? listener : requests.listener(listener);
    }

    @Override
    protected @Nullable Object onConnectionEnter(Object dataSource) throws SQLException {
        return !connectionsOff && dataSource instanceof DataSource ds ? connections.enter(ds) : null;
    }

    @Override
    protected void onConnectionExit(Object dataSource) {
        if (!connectionsOff && dataSource instanceof DataSource ds) {
            connections.exit(ds);
        }
    }

    @Override
    protected @Nullable Object onStatementEnter(Object statement, @Nullable Object sql, boolean writes) {
        return statementsOff ? null : statements.enter(statement, (String) sql, writes);
    }

    @Override
    protected @Nullable Object onTransactionEnd(Object connection, boolean rollsBack) {
        if (statementsOff) {
            return null;
        }
        return rollsBack ? statements.rollback(connection) : statements.commit(connection);
    }

    @Override
    protected void onStatementExit(Object token, @Nullable Throwable thrown) {
        statements.exit(token, thrown);
    }

    @Override
    protected @Nullable Object onAnnotatedEnter(int kind) {
        return annotatedOff ? null : annotatedCalls.enter(kind);
    }

    @Override
    protected void onAnnotatedExit(Object token) {
        annotatedCalls.exit(token);
    }

    @Override
    protected @Nullable Object onJobEnter(String job) {
        return jobsOff ? null : jobs.enter(job);
    }

    @Override
    protected void onJobExit(Object token) {
        jobs.exit(token);
    }

    @Override
    protected @Nullable Object onCacheLoadEnter(String cache, Object subject, String question) {
        return cachesOff || !CacheQuestions.holdsPerhaps(subject, question) ? null : cacheLoads.enter(cache);
    }

    @Override
    protected void onCacheLoadExit(Object token) {
        cacheLoads.exit(token);
    }

    @Override
    protected void onCacheLoadLater(String cache, @Nullable Object result) {
        if (!cachesOff) {
            cacheLoads.later(cache, result);
        }
    }

    @Override
    protected boolean onCachePut(Object subject, String question) {
        return !cachesOff && cacheLoads.isUnfit() && CacheQuestions.holdsPerhaps(subject, question);
    }

    @Override
    protected void onCacheCommit(Object entries, Object removals) throws Throwable {
        if (!cachesOff && cacheLoads.isUnfit()) {
            CommittedEntries.leaveOut(entries, removals);
        }
    }

    @Override
    protected void onResponseCommit(String container, Object anchor) {
        CommitPoint point = commitPoints.get(container);
        if (point != null) {
            try {
                point.commit(anchor, headers);
            } catch (Throwable fault) {
                onFault(container, fault);
            }
        }
    }

    @Override
    protected @Nullable Object onMeterRegistryEnter(Object registry) {
        return metersOff || meterRegistries.size() >= REGISTRIES ? null : registry;
    }

    @Override
    protected void onMeterRegistryExit(Object registry) {
        meterRegistries.add(new WeakReference<>(registry));
    }

    @Override
    protected boolean isTheApplications(Throwable thrown) {
        return thrown instanceof SQLException;
    }

    @Override
    protected void onFault(String point, Throwable fault) {
        Faults.caught("hook-" + point, fault);
        AtomicInteger count = failures.computeIfAbsent(point, key -> new AtomicInteger());
        if (count.incrementAndGet() == FAILURES) {
            switchOff(point);
            Log.error("the hook '" + point + "' has failed " + FAILURES
                    + " times and is switched off until the next start; "
                    + (switch (point) {
                        case "statement" -> "what is written past routed connections is not seen any more";
                        case "cache" -> "shared caches may be filled with what a replica has shown";
                        case "meters" -> "no further registry of Micrometer's gets the agent's figures";
                        default -> "what it was for is done the careful way: by the primary, or by headers set early";
                    }));
        }
    }

    private void switchOff(String name) {
        switch (name) {
            case "connection" -> connectionsOff = true;
            case "statement" -> statementsOff = true;
            case "annotated" -> annotatedOff = true;
            case "job" -> jobsOff = true;
            case "cache" -> cachesOff = true;
            case "meters" -> metersOff = true;
            case "request", "async" -> requestsOff = true;
            default -> {
                CommitPoint point = commitPoints.remove(name);
                if (point != null) {
                    headers.disarmed(point.responses());
                }
            }
        }
    }

    /** A container's commit point is there: its responses need no headers set early. */
    void armed(CommitPoint point) {
        if (commitPoints.containsKey(point.container())) {
            headers.armed(point.responses());
        }
    }
}
