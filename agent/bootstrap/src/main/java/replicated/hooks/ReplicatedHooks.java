// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.hooks;

/**
 * What hooked methods of the application call: each static method is one point, and hands over to the implementation
 * in the agent's own loader. No point ever throws. Before {@link #install} every point does nothing.
 *
 * <p>Thread-safe: the only state is the installed implementation, written once.
 */
public abstract class ReplicatedHooks {

    /** Number of {@link #annotatedEnter} for methods that ask for the primary. */
    public static final int PRIMARY = 0;

    /** Number of {@link #annotatedEnter} for methods that may read from a replica. */
    public static final int REPLICA = 1;

    /** Number of {@link #annotatedEnter} for methods that may read from a replica whatever their client wrote. */
    public static final int REPLICA_STALE = 2;

    private static volatile @Nullable ReplicatedHooks installed;

    /**
     * Sets the implementation.
     *
     * @param hooks what is called from now on; null: every point does nothing
     */
    public static void install(@Nullable ReplicatedHooks hooks) {
        installed = hooks;
    }

    /**
     * A filter or servlet starts on a request.
     *
     * @param component the filter or servlet
     * @param request its {@code ServletRequest}
     * @param response its {@code ServletResponse}
     * @return for {@link #requestExit}, or null
     */
    public static @Nullable Object requestEnter(Object component, Object request, Object response) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onRequestEnter(component, request, response);
        } catch (Throwable fault) {
            report(hooks, "request", fault);
            return null;
        }
    }

    /**
     * A filter or servlet is done with a request.
     *
     * @param token what {@link #requestEnter} returned
     * @param thrown what it threw, or null
     */
    public static void requestExit(@Nullable Object token, @Nullable Throwable thrown) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || token == null) {
            return;
        }
        try {
            hooks.onRequestExit(token, thrown);
        } catch (Throwable fault) {
            report(hooks, "request", fault);
        }
    }

    /**
     * {@code AsyncContext.start} is about to hand a task to another thread.
     *
     * @param asyncContext the context
     * @param task the application's {@code Runnable}, may be null
     * @return the {@code Runnable} that runs in its place
     */
    public static @Nullable Object asyncTask(Object asyncContext, @Nullable Object task) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || task == null) {
            return task;
        }
        try {
            return hooks.onAsyncTask(asyncContext, (Runnable) task);
        } catch (Throwable fault) {
            report(hooks, "async", fault);
            return task;
        }
    }

    /**
     * A container is about to be given a listener of an asynchronous request or of its streams.
     *
     * @param listener an {@code AsyncListener}, {@code ReadListener} or {@code WriteListener}, may be null
     * @return the one that is called in its place
     */
    public static @Nullable Object listener(@Nullable Object listener) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || listener == null) {
            return listener;
        }
        try {
            return hooks.onListener(listener);
        } catch (Throwable fault) {
            report(hooks, "async", fault);
            return listener;
        }
    }

    /**
     * {@code DataSource.getConnection()} starts.
     *
     * @param dataSource the data source
     * @return a {@code java.sql.Connection} to hand out without running the method, and then {@link #connectionExit} is
     *     not called; else what that is called with: the data source, or null where the end of the call is of no
     *     interest. Throws what the application's own data source threw, if that was asked
     */
    public static @Nullable Object connectionEnter(Object dataSource) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onConnectionEnter(dataSource);
        } catch (Throwable thrown) {
            if (hooks.isTheApplications(thrown)) {
                throw ReplicatedHooks.<RuntimeException>unchecked(thrown);
            }
            report(hooks, "connection", thrown);
            return null;
        }
    }

    /** The hooked method declares what its data source throws; this class cannot name it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /**
     * {@code DataSource.getConnection()} has ended, whether it returned or threw.
     *
     * @param dataSource what {@link #connectionEnter} returned: the data source, or null
     */
    public static void connectionExit(@Nullable Object dataSource) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || dataSource == null) {
            return;
        }
        try {
            hooks.onConnectionExit(dataSource);
        } catch (Throwable fault) {
            report(hooks, "connection", fault);
        }
    }

    /**
     * A driver is about to run a text.
     *
     * @param statement the driver's {@code java.sql.Statement}
     * @param sql the text, may be null
     * @return for {@link #statementExit}, or null
     */
    public static @Nullable Object statementEnter(Object statement, @Nullable Object sql) {
        return statement(statement, sql, false);
    }

    /**
     * A driver is about to run a prepared statement.
     *
     * @param statement the driver's {@code java.sql.PreparedStatement}
     * @return for {@link #statementExit}, or null
     */
    public static @Nullable Object preparedEnter(Object statement) {
        return statement(statement, null, false);
    }

    /**
     * A driver is about to run a batch or a prepared statement for its update count.
     *
     * @param statement the driver's {@code java.sql.Statement}
     * @return for {@link #statementExit}, or null
     */
    public static @Nullable Object updateEnter(Object statement) {
        return statement(statement, null, true);
    }

    private static @Nullable Object statement(Object statement, @Nullable Object sql, boolean writes) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onStatementEnter(statement, sql, writes);
        } catch (Throwable fault) {
            report(hooks, "statement", fault);
            return null;
        }
    }

    /**
     * A driver may be about to commit a transaction.
     *
     * @param connection the driver's {@code java.sql.Connection}
     * @return for {@link #statementExit}, or null
     */
    public static @Nullable Object commitEnter(Object connection) {
        return transactionEnd(connection, false);
    }

    /**
     * A driver is about to roll a transaction back.
     *
     * @param connection the driver's {@code java.sql.Connection}
     * @return for {@link #statementExit}, or null
     */
    public static @Nullable Object rollbackEnter(Object connection) {
        return transactionEnd(connection, true);
    }

    private static @Nullable Object transactionEnd(Object connection, boolean rollsBack) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onTransactionEnd(connection, rollsBack);
        } catch (Throwable fault) {
            report(hooks, "statement", fault);
            return null;
        }
    }

    /**
     * A driver has run a statement, or ended a transaction.
     *
     * @param token what was returned at the start
     * @param thrown what the driver threw, or null
     */
    public static void statementExit(@Nullable Object token, @Nullable Throwable thrown) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || token == null) {
            return;
        }
        try {
            hooks.onStatementExit(token, thrown);
        } catch (Throwable fault) {
            report(hooks, "statement", fault);
        }
    }

    /**
     * An annotated method starts.
     *
     * @param kind {@link #PRIMARY}, {@link #REPLICA} or {@link #REPLICA_STALE}
     * @return for {@link #annotatedExit}, or null
     */
    public static @Nullable Object annotatedEnter(int kind) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onAnnotatedEnter(kind);
        } catch (Throwable fault) {
            report(hooks, "annotated", fault);
            return null;
        }
    }

    /**
     * An annotated method has ended, whether it returned or threw.
     *
     * @param token what {@link #annotatedEnter} returned
     */
    public static void annotatedExit(@Nullable Object token) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || token == null) {
            return;
        }
        try {
            hooks.onAnnotatedExit(token);
        } catch (Throwable fault) {
            report(hooks, "annotated", fault);
        }
    }

    /**
     * A call starts of a kind that is known by its name: the way of whatever is called so seldom that it is no matter
     * to look that up.
     *
     * @param kind its name
     * @param subject what it is about, may be null
     * @return for {@link #callExit}, or null
     */
    public static @Nullable Object callEnter(String kind, @Nullable Object subject) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onCallEnter(kind, subject);
        } catch (Throwable fault) {
            report(hooks, kind, fault);
            return null;
        }
    }

    /**
     * A call starts of a kind that is known by its name.
     *
     * @param kind its name
     * @param subject what it is about: a constant of the hooked method
     * @return for {@link #callExit}, or null
     */
    public static @Nullable Object callEnter(String kind, String subject) {
        return callEnter(kind, (Object) subject);
    }

    /**
     * Such a call has ended, whether it returned or threw.
     *
     * @param token what was returned at the start
     */
    public static void callExit(@Nullable Object token) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || token == null) {
            return;
        }
        try {
            hooks.onCallExit(token);
        } catch (Throwable fault) {
            report(hooks, "call", fault);
        }
    }

    /**
     * Something is about to be read for a cache that many requests share.
     *
     * @param cache name of its kind
     * @return for {@link #cacheLoadExit}, or null
     */
    public static @Nullable Object cacheLoadEnter(String cache) {
        return cacheLoadEnter(cache, null, null);
    }

    /**
     * Something is about to be read, perhaps for a cache that many requests share.
     *
     * @param cache name of its kind
     * @param subject the object that tells whether it is, or null: it is
     * @param question what it is asked, see {@code CacheQuestions}
     * @return for {@link #cacheLoadExit}, or null
     */
    public static @Nullable Object cacheLoadEnter(String cache, @Nullable Object subject, @Nullable String question) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return null;
        }
        try {
            return hooks.onCacheLoadEnter(cache, subject, question);
        } catch (Throwable fault) {
            report(hooks, "cache", fault);
            return null;
        }
    }

    /**
     * What was read for a cache is there, or could not be had.
     *
     * @param token what was returned at the start
     */
    public static void cacheLoadExit(@Nullable Object token) {
        ReplicatedHooks hooks = installed;
        if (hooks == null || token == null) {
            return;
        }
        try {
            hooks.onCacheLoadExit(token);
        } catch (Throwable fault) {
            report(hooks, "cache", fault);
        }
    }

    /**
     * What a method has returned is about to be kept for others, and perhaps not yet read.
     *
     * @param cache name of the cache's kind
     * @param result what was returned, or null
     */
    public static void cacheLoadLater(String cache, @Nullable Object result) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return;
        }
        try {
            hooks.onCacheLoadLater(cache, result);
        } catch (Throwable fault) {
            report(hooks, "cache", fault);
        }
    }

    /**
     * EclipseLink is about to let others see what a transaction has changed.
     *
     * @param mergeManager holds the locks of all entries
     */
    public static void cacheCommit(Object mergeManager) {
        cacheCommit(mergeManager, null);
    }

    /**
     * What a transaction has changed is about to be kept for others.
     *
     * @param entries what is put, or tells of it
     * @param removals what is to be removed before that, or null
     */
    public static void cacheCommit(Object entries, @Nullable Object removals) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return;
        }
        try {
            hooks.onCacheCommit(entries, removals);
        } catch (Throwable fault) {
            report(hooks, "cache", fault);
        }
    }

    /**
     * Something that was read is about to be kept for others.
     *
     * @return whether it must not be: a replica may have shown it
     */
    public static boolean isUnfitForCache() {
        return isUnfitForCache(null, null);
    }

    /**
     * Something that was read is about to be kept for others, perhaps.
     *
     * @param subject the object that tells whether it is, or null: it is
     * @param question what it is asked, see {@code CacheQuestions}
     * @return whether it must not be: a replica may have shown it
     */
    public static boolean isUnfitForCache(@Nullable Object subject, @Nullable String question) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return false;
        }
        try {
            return hooks.onCachePut(subject, question);
        } catch (Throwable fault) {
            report(hooks, "cache", fault);
            return false;
        }
    }

    /**
     * A container may be about to fix the headers of a response, and nothing is locked yet.
     *
     * @param container which kind of container
     * @param anchor the container's own object from which the response is reached
     */
    public static void responseCommit(String container, Object anchor) {
        ReplicatedHooks hooks = installed;
        if (hooks == null) {
            return;
        }
        try {
            hooks.onResponseCommit(container, anchor);
        } catch (Throwable fault) {
            report(hooks, container, fault);
        }
    }

    private static void report(ReplicatedHooks hooks, String point, Throwable fault) {
        try {
            hooks.onFault(point, fault);
        } catch (Throwable second) {
            // The stack or the memory is at its end: the application is told by the JVM itself, not by us.
        }
    }

    protected abstract @Nullable Object onRequestEnter(Object component, Object request, Object response);

    protected abstract void onRequestExit(Object token, @Nullable Throwable thrown);

    protected abstract Runnable onAsyncTask(Object asyncContext, Runnable task);

    protected abstract Object onListener(Object listener);

    protected abstract @Nullable Object onConnectionEnter(Object dataSource) throws Exception;

    /**
     * Whether what {@link #onConnectionEnter} threw is for the application.
     *
     * @param thrown what it threw
     * @return {@code false}: a fault of ours
     */
    protected abstract boolean isTheApplications(Throwable thrown);

    protected abstract void onConnectionExit(Object dataSource);

    /**
     * A driver is about to run a statement.
     *
     * @param statement the driver's statement
     * @param sql its text; null where the statement itself has it
     * @param writes whether the call is one for writes
     * @return for {@link #onStatementExit}, or null
     */
    protected abstract @Nullable Object onStatementEnter(Object statement, @Nullable Object sql, boolean writes);

    /**
     * A driver may be about to end a transaction.
     *
     * @param connection the driver's connection
     * @param rollsBack whether by a rollback
     * @return for {@link #onStatementExit}, or null
     */
    protected abstract @Nullable Object onTransactionEnd(Object connection, boolean rollsBack);

    protected abstract void onStatementExit(Object token, @Nullable Throwable thrown);

    protected abstract @Nullable Object onAnnotatedEnter(int kind);

    protected abstract void onAnnotatedExit(Object token);

    /**
     * A call starts of a kind that is known by its name.
     *
     * @param kind its name
     * @param subject what it is about, may be null
     * @return for {@link #onCallExit}, or null
     */
    protected abstract @Nullable Object onCallEnter(String kind, @Nullable Object subject);

    protected abstract void onCallExit(Object token);

    /**
     * Something is about to be read, perhaps for a cache that many requests share.
     *
     * @param cache name of its kind
     * @param subject the object that tells whether it is, or null: it is
     * @param question what it is asked; null without a subject
     * @return for {@link #onCacheLoadExit}, or null
     */
    protected abstract @Nullable Object onCacheLoadEnter(
            String cache, @Nullable Object subject, @Nullable String question);

    protected abstract void onCacheLoadExit(Object token);

    /**
     * What a method has returned is about to be kept for others, and perhaps not yet read.
     *
     * @param cache name of the cache's kind
     * @param result what was returned, or null
     */
    protected abstract void onCacheLoadLater(String cache, @Nullable Object result);

    /**
     * Something that was read is about to be kept for others, perhaps.
     *
     * @param subject the object that tells whether it is, or null: it is
     * @param question what it is asked; null without a subject
     * @return whether it must not be
     */
    protected abstract boolean onCachePut(@Nullable Object subject, @Nullable String question);

    /**
     * What a transaction has changed is about to be kept for others.
     *
     * @param entries what tells of it, see {@code CommittedEntries}
     * @param removals what is to be removed from the cache, or null
     */
    protected abstract void onCacheCommit(Object entries, @Nullable Object removals) throws Throwable;

    protected abstract void onResponseCommit(String container, Object anchor);

    /**
     * One of the methods above threw.
     *
     * @param point which one
     * @param fault what it threw
     */
    protected abstract void onFault(String point, Throwable fault);
}
