// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
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

    /** What is the case without most of them. */
    static final String THE_CAREFUL_WAY =
            "what it was for is done the careful way: by the primary, or by headers set early";

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
    private final CacheLoads cacheLoads;
    private final ResponseHeaders headers;

    /** By kind; one that has failed too often is taken out. */
    private final Map<String, CallTarget> calls;

    /** By container; one that has failed too often is taken out. */
    private final Map<String, CommitPoint> commitPoints = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

    private volatile boolean requestsOff;
    private volatile boolean connectionsOff;
    private volatile boolean statementsOff;
    private volatile boolean annotatedOff;
    private volatile boolean cachesOff;

    /**
     * Hooks that lead to these.
     *
     * @param requests for filters, servlets and tasks of asynchronous requests
     * @param connections for data sources
     * @param statements for statements of drivers
     * @param annotatedCalls for annotated methods
     * @param cacheLoads for caches that are about to be filled
     * @param headers for responses about to be committed
     * @param calls by kind: for calls that are seldom
     */
    public AgentHooks(
            Requests requests,
            Connections connections,
            Statements statements,
            AnnotatedCalls annotatedCalls,
            CacheLoads cacheLoads,
            ResponseHeaders headers,
            Map<String, CallTarget> calls) {
        this.requests = requests;
        this.connections = connections;
        this.statements = statements;
        this.annotatedCalls = annotatedCalls;
        this.cacheLoads = cacheLoads;
        this.headers = headers;
        this.calls = new ConcurrentHashMap<>(calls);
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
    protected @Nullable Object onCallEnter(String kind, @Nullable Object subject) {
        CallTarget target = calls.get(kind);
        if (target == null) {
            return null;
        }
        // Made before: no fault may come between the start of a call and what ends it.
        Entered call = new Entered(kind, target);
        call.token = target.enter(subject);
        return call.token == null ? null : call;
    }

    @Override
    protected void onCallExit(Object token) {
        Entered call = (Entered) token;
        try {
            call.exit();
        } catch (Throwable fault) {
            onFault(call.kind, fault);
        }
    }

    /** A call that has to end where it began, also when its kind is given up meanwhile. */
    private static final class Entered {
        private final String kind;
        private final CallTarget target;
        private @Nullable Object token;

        Entered(String kind, CallTarget target) {
            this.kind = kind;
            this.target = target;
        }

        void exit() {
            if (token != null) {
                target.exit(token);
            }
        }
    }

    @Override
    protected @Nullable Object onCacheLoadEnter(String cache, @Nullable Object subject, @Nullable String question) {
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
    protected boolean onCachePut(@Nullable Object subject, @Nullable String question) {
        return !cachesOff && cacheLoads.isUnfit() && CacheQuestions.holdsPerhaps(subject, question);
    }

    @Override
    protected void onCacheCommit(Object entries, @Nullable Object removals) throws Throwable {
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
    protected boolean isTheApplications(Throwable thrown) {
        return thrown instanceof SQLException;
    }

    @Override
    protected void onFault(String point, Throwable fault) {
        Faults.caught("hook-" + point, fault);
        AtomicInteger count = failures.computeIfAbsent(point, key -> new AtomicInteger());
        if (count.incrementAndGet() == FAILURES) {
            CallTarget given = calls.remove(point);
            switchOff(point);
            Log.error("the hook '" + point + "' has failed " + FAILURES
                    + " times and is switched off until the next start; "
                    + (switch (point) {
                        case "statement" -> "what is written past routed connections is not seen any more";
                        case "cache" -> "shared caches may be filled with what a replica has shown";
                        default -> given == null ? THE_CAREFUL_WAY : given.whenGivenUp();
                    }));
        }
    }

    private void switchOff(String name) {
        switch (name) {
            case "connection" -> connectionsOff = true;
            case "statement" -> statementsOff = true;
            case "annotated" -> annotatedOff = true;
            case "cache" -> cachesOff = true;
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
