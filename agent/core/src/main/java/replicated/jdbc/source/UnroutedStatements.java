package replicated.jdbc.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import replicated.context.CallingThread;
import replicated.context.ScopeFrame;
import replicated.jdbc.JvmWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.jdbc.inspect.Known;
import replicated.jdbc.inspect.Verdict;
import replicated.jdbc.inspect.VerdictCache;
import replicated.position.Dialect;
import replicated.replica.DaemonThreads;
import replicated.route.StatementKind;

/**
 * Statements that drivers run for nobody's routed connection: through a pool that is not routed, a container's managed data source, XA,
 * {@code DriverManager}, a connection kept for years. Nothing is changed about them; what they may have written to a database with
 * replicas counts as written by the scope of their thread, or by this JVM where there is none. Thread-safe.
 */
public final class UnroutedStatements {

    /** Whatever cannot be looked into. */
    private static final Known WRITES = new Known(null, 0, Verdict.UNKNOWN);

    private final Function<ScopeFrame, ? extends RoutingScope> scopes;
    private final DataSources sources;
    private final JvmWrites writes;
    private final UncommittedWrites uncommitted = new UncommittedWrites();

    /** One by dialect; racing writers make the like. */
    private final VerdictCache[] verdicts = new VerdictCache[Dialect.values().length];

    /**
     * Wires the hook.
     *
     * @param scopes the scope of a thread by what is kept on it; null outside of all scopes
     * @param sources which databases have replicas
     * @param writes hears of what no scope has written
     */
    public UnroutedStatements(
            Function<ScopeFrame, ? extends RoutingScope> scopes, DataSources sources, JvmWrites writes) {
        this.scopes = scopes;
        this.sources = sources;
        this.writes = writes;
    }

    /**
     * A call under way.
     *
     * @param thread it runs on
     * @param target the driver's statement, or its connection
     * @param sql null: none, or the statement has it
     * @param writes whether the call is one for writes
     * @param ends whether it is the end of a transaction
     */
    private record Call(CallingThread thread, Object target, String sql, boolean writes, boolean ends) {}

    /**
     * A driver is about to run a statement.
     *
     * @param statement the driver's
     * @param sql its text; null: the statement has it
     * @param writesForSure whether the call is one for writes
     * @return a token for {@link #exit}; null: it is none of ours to look at
     */
    public Object enter(Object statement, String sql, boolean writesForSure) {
        CallingThread thread = lookedAt();
        return thread == null ? null : new Call(thread, statement, sql, writesForSure, false);
    }

    /**
     * A driver may be about to commit.
     *
     * @param connection the driver's
     * @return a token for {@link #exit}; null: it is none of ours to look at
     */
    public Object commit(Object connection) {
        CallingThread thread = lookedAt();
        return thread == null ? null : new Call(thread, connection, null, false, true);
    }

    /** Null where the caller is the agent, a pool about its own affairs, or a statement that is looked at already. */
    private CallingThread lookedAt() {
        CallingThread thread = CallingThread.currentOrNull();
        if (thread != null && (thread.isSuppressed() || thread.isInSource())) {
            return null;
        }
        if (!writes.wanted() || DaemonThreads.isCurrent()) {
            return null;
        }
        if (thread == null) {
            thread = CallingThread.current();
        }
        thread.suppress();
        return thread;
    }

    /**
     * The call has ended.
     *
     * @param token what {@link #enter} or {@link #commit} returned
     * @param thrown what the driver threw, or null
     */
    public void exit(Object token, Throwable thrown) {
        Call call = (Call) token;
        try {
            if (call.ends) {
                ended((Connection) call.target);
            } else {
                ran((Statement) call.target, call, thrown);
            }
        } catch (SQLException closed) {
            if (thrown != null) {
                // The connection broke, so nobody knows what became of it, nor can it be asked where it led.
                anywhere(scopes.apply(call.thread.currentFrame()));
            }
        } finally {
            call.thread.resume();
        }
    }

    private void ended(Connection connection) throws SQLException {
        if (uncommitted.remove(connection)) {
            note(url(connection), scopes.apply(CallingThread.frame()), WRITES);
        }
    }

    private void ran(Statement statement, Call call, Throwable thrown) throws SQLException {
        Connection connection = statement.getConnection();
        boolean open = !connection.getAutoCommit();
        String url = url(connection);
        Known text = call.writes ? WRITES : text(statement, call, url);
        if (thrown != null && !open && changedNothing(thrown, text.inspected(), Dialect.ofUrl(url))) {
            return;
        }
        if (note(url, scopes.apply(call.thread.currentFrame()), text) && open) {
            uncommitted.add(connection);
        }
    }

    private Known text(Statement statement, Call call, String url) {
        String sql = call.sql == null ? StatementText.of(statement) : call.sql;
        return sql == null ? WRITES : verdicts(Dialect.ofUrl(url)).known(sql);
    }

    private VerdictCache verdicts(Dialect dialect) {
        VerdictCache known = verdicts[dialect.ordinal()];
        if (known == null) {
            known = new VerdictCache(dialect);
            verdicts[dialect.ordinal()] = known;
        }
        return known;
    }

    private static boolean proved(Verdict verdict) {
        return verdict.commits()
                || switch (verdict.kind()) {
                    case WRITE, PRIMARY_ONLY, UNKNOWN -> true;
                    case READ, FUNCTION, TABLE, BOOKKEEPING, SESSION, TRANSACTION -> false;
                };
    }

    private static boolean counts(Verdict verdict, RoutingScope scope) {
        return proved(verdict)
                || switch (verdict.kind()) {
                    case TABLE, BOOKKEEPING -> false;
                    default -> verdict.callsUnlisted() || (scope != null && scope.expectedToWrite());
                };
    }

    /** The server has refused a single statement, of which it then leaves nothing; elsewhere rows may be left. */
    private static boolean changedNothing(Throwable thrown, Verdict verdict, Dialect dialect) {
        boolean undoes = dialect == Dialect.POSTGRESQL || dialect == Dialect.H2;
        return undoes
                && verdict.kind() == StatementKind.WRITE
                && !verdict.implicitCommit()
                && thrown instanceof SQLException error
                && error.getSQLState() != null
                && !error.getSQLState().startsWith("08");
    }

    private void anywhere(RoutingScope scope) {
        for (SourceDatabase database : sources.open()) {
            written(database, scope, false);
        }
    }

    private static String url(Connection connection) throws SQLException {
        String url = connection.getMetaData().getURL();
        return url == null ? "" : url;
    }

    /**
     * Notes what may have been written, and may be committed.
     *
     * @return whether anything was, to a database that has replicas
     */
    private boolean note(String url, RoutingScope scope, Known text) {
        boolean noted = false;
        List<SourceDatabase> open = sources.leadingTo(url);
        for (SourceDatabase database : open) {
            Verdict verdict = text.verdict(database.judge());
            if (counts(verdict, scope)) {
                noted = true;
                written(database, scope, proved(verdict));
            }
        }
        if (open.isEmpty() && counts(text.inspected(), scope) && sources.mayLeadTo(url)) {
            noted = true;
            writtenEarly(OpenDatabases.key(url), scope);
        }
        return noted;
    }

    private void written(SourceDatabase database, RoutingScope scope, boolean proved) {
        if (scope == null) {
            sources.taken().took(database);
            writes.written(database.key());
        } else {
            ScopedDatabase part = scope.on(database);
            part.writing(proved);
            part.committed();
        }
    }

    private void writtenEarly(String key, RoutingScope scope) {
        writes.writtenEarly(key);
        if (scope != null) {
            scope.wroteEarly(key);
        }
    }
}
