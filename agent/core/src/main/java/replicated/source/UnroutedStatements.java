// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.context.ScopeFrame;
import replicated.jdbc.JvmWrites;
import replicated.jdbc.RoutingScope;
import replicated.log.Spans;
import replicated.replica.DaemonThreads;
import replicated.sql.BranchStatement;

/**
 * Statements that drivers run for nobody's routed connection: through a pool that is not routed, a container's managed
 * data source, XA, {@code DriverManager}, a connection kept for years. Nothing is changed about them; what they may
 * have written to a database with replicas counts as written by the scope of their thread, or by this JVM where there
 * is none. Thread-safe.
 */
public final class UnroutedStatements {

    private final Function<@Nullable ScopeFrame, ? extends @Nullable RoutingScope> scopes;
    private final DataSources sources;
    private final JvmWrites writes;
    private final WrittenBranches branches = new WrittenBranches();

    /**
     * Null before the first call that was looked at: it takes the types of {@code java.sql}, which are the
     * application's to load first.
     */
    private volatile @Nullable UnroutedWrites noted;

    /**
     * Wires the hook.
     *
     * @param scopes the scope of a thread by what is kept on it; null outside of all scopes
     * @param sources which databases have replicas
     * @param writes hears of what no scope has written
     */
    public UnroutedStatements(
            Function<@Nullable ScopeFrame, ? extends @Nullable RoutingScope> scopes,
            DataSources sources,
            JvmWrites writes) {
        this.scopes = scopes;
        this.sources = sources;
        this.writes = writes;
    }

    /** What a call does. */
    enum Act {
        /** It runs a statement. */
        RUN,
        /** As {@link #RUN}, and others tell of what it writes: it may belong to a branch all the same. */
        RUN_FOR_OTHERS,
        /** It may commit. */
        COMMIT,
        /** It rolls a transaction back. */
        ROLLBACK
    }

    /**
     * A call under way.
     *
     * @param thread it runs on
     * @param target the driver's statement, or its connection
     * @param sql null: none, or the statement has it
     * @param writes whether the call is one for writes
     * @param act what it does
     */
    record Call(
            RoutingContext thread, Object target, @Nullable String sql, boolean writes, Act act) {}

    /**
     * A driver is about to run a statement.
     *
     * @param statement the driver's
     * @param sql its text; null: the statement has it
     * @param writesForSure whether the call is one for writes
     * @return a token for {@link #exit}; null: it is none of ours to look at
     */
    public @Nullable Object enter(Object statement, @Nullable String sql, boolean writesForSure) {
        return begin(statement, sql, writesForSure, Act.RUN, branches.areOpen() || BranchStatement.mayBe(sql));
    }

    /**
     * A driver may be about to commit.
     *
     * @param connection the driver's
     * @return a token for {@link #exit}; null: it is none of ours to look at
     */
    public @Nullable Object commit(Object connection) {
        return begin(connection, null, false, Act.COMMIT, false);
    }

    /**
     * A driver is about to roll a transaction back.
     *
     * @param connection the driver's
     * @return a token for {@link #exit}; null: it is none of ours to look at
     */
    public @Nullable Object rollback(Object connection) {
        return begin(connection, null, false, Act.ROLLBACK, false);
    }

    /**
     * A call begins.
     *
     * @param always whether it is looked at even where the caller is the agent, a pool about its own affairs, or a
     *     statement that is looked at already: a container takes its connections into its transactions when it is asked
     *     for them, whoever asks
     */
    private @Nullable Object begin(
            Object target, @Nullable String sql, boolean writesForSure, Act asked, boolean always) {
        RoutingContext thread = RoutingContext.currentOrNull();
        if (thread != null && Spans.areWanted()) {
            tellSpan(thread);
        }
        boolean others = thread != null && (thread.isSuppressed() || thread.isInSource());
        if ((others && !always) || !writes.wanted() || DaemonThreads.isCurrent()) {
            return null;
        }
        if (thread == null) {
            thread = RoutingContext.current();
        }
        thread.suppress();
        return new Call(thread, target, sql, writesForSure, others ? Act.RUN_FOR_OTHERS : asked);
    }

    /** Here the span of a routed connection's statement has begun, if there is one. */
    private static void tellSpan(RoutingContext thread) {
        Spans.Note note = thread.takeNote();
        if (note != null) {
            Spans.tell(note);
        }
    }

    /**
     * The call has ended.
     *
     * @param token what {@link #enter}, {@link #commit} or {@link #rollback} returned
     * @param thrown what the driver threw, or null
     */
    public void exit(Object token, @Nullable Throwable thrown) {
        Call call = (Call) token;
        try {
            UnroutedWrites known = noted;
            (known == null ? make() : known).ended(call, thrown);
        } finally {
            call.thread.resume();
        }
    }

    private synchronized UnroutedWrites make() {
        UnroutedWrites made = noted;
        if (made == null) {
            made = new UnroutedWrites(scopes, sources, writes, branches);
            noted = made;
        }
        return made;
    }
}
