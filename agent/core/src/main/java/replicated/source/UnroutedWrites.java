// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.context.ScopeFrame;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.jdbc.JvmWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;
import replicated.route.StatementKind;
import replicated.sql.BranchStatement;
import replicated.sql.InspectedText;
import replicated.sql.Verdict;
import replicated.sql.VerdictCaches;

/**
 * What {@link UnroutedStatements} come to: which of them may have written, where, and to whom that is told.
 * Thread-safe.
 */
final class UnroutedWrites {

    /** Whatever cannot be looked into. */
    private static final InspectedText WRITES = new InspectedText(null, 0, Verdict.UNKNOWN);

    private final Function<@Nullable ScopeFrame, ? extends @Nullable RoutingScope> scopes;
    private final DataSources sources;
    private final JvmWrites writes;
    private final WrittenBranches branches;

    private final VerdictCaches verdicts = new VerdictCaches();

    UnroutedWrites(
            Function<@Nullable ScopeFrame, ? extends @Nullable RoutingScope> scopes,
            DataSources sources,
            JvmWrites writes,
            WrittenBranches branches) {
        this.scopes = scopes;
        this.sources = sources;
        this.writes = writes;
        this.branches = branches;
    }

    /** A call has ended; null: nothing was thrown. */
    void ended(UnroutedStatements.Call call, @Nullable Throwable thrown) {
        try {
            switch (call.act()) {
                case RUN, RUN_FOR_OTHERS -> ran((Statement) call.target(), call, thrown);
                case COMMIT -> committed((Connection) call.target());
                case ROLLBACK -> rolledBack((Connection) call.target(), thrown);
            }
        } catch (SQLException closed) {
            if (thrown != null && call.act() != UnroutedStatements.Act.RUN_FOR_OTHERS) {
                // The connection broke, so nobody knows what became of it, nor can it be asked where it led.
                anywhere(scopes.apply(call.thread().currentFrame()));
            }
        }
    }

    private void committed(Connection connection) throws SQLException {
        if (sources.uncommitted().remove(connection)) {
            note(url(connection), scopes.apply(RoutingContext.frame()), WRITES);
        }
    }

    /** Where that failed, the connection is broken, and is let go of with what is known of it. */
    private void rolledBack(Connection connection, @Nullable Throwable thrown) {
        if (thrown == null) {
            sources.uncommitted().remove(connection);
        }
    }

    private void ran(Statement statement, UnroutedStatements.Call call, @Nullable Throwable thrown)
            throws SQLException {
        Connection connection = statement.getConnection();
        BranchStatement ofBranch = BranchStatement.of(call.sql());
        boolean inBranch = branches.isIn(connection);
        boolean forOthers = call.act() == UnroutedStatements.Act.RUN_FOR_OTHERS;
        if (forOthers && ofBranch == null && !inBranch) {
            return;
        }
        String url = url(connection);
        if (ofBranch == null && !inBranch && !sources.concerns(url)) {
            return;
        }
        InspectedText text = call.writes() ? WRITES : text(statement, call, url);
        if (ofBranch != null) {
            decided(ofBranch, text, call, connection, url, thrown);
            return;
        }
        RoutingScope scope = scopes.apply(call.thread().currentFrame());
        if (inBranch && mayHaveWritten(text, url, scope)) {
            branches.wrote(connection);
        }
        if (forOthers) {
            return;
        }
        boolean open = inBranch || !connection.getAutoCommit();
        if (thrown != null && !open && changedNothing(thrown, text.inspected(), Dialects.ofUrl(url))) {
            return;
        }
        if (!open) {
            note(url, scope, text);
            return;
        }
        // Before it is asked once more who is concerned: a database that is opened from here on looks here.
        boolean first = sources.uncommitted().add(connection);
        boolean nothingLeft = thrown == null && rollsBackAll(text.inspected());
        if ((!note(url, scope, text) && first) || nothingLeft) {
            sources.uncommitted().remove(connection);
        }
    }

    private static boolean rollsBackAll(Verdict verdict) {
        return verdict.rollsBack() && verdict.kind() == StatementKind.TRANSACTION && !verdict.commits();
    }

    /**
     * A statement about a branch has ended. What writes is the commit, of a branch that has written or that was not
     * seen from its beginning: another connection may have prepared it, in another life of this JVM perhaps.
     */
    private void decided(
            BranchStatement said,
            InspectedText text,
            UnroutedStatements.Call call,
            Connection connection,
            String url,
            @Nullable Throwable thrown) {
        boolean told = call.act() == UnroutedStatements.Act.RUN_FOR_OTHERS
                || said.verb() != BranchStatement.Verb.COMMIT
                || branches.onlyRead(connection, said.branch());
        if (thrown == null) {
            switch (said.verb()) {
                case START -> {
                    if (!said.goesOn()) {
                        sources.uncommitted().remove(connection);
                    }
                    branches.began(connection, said.branch(), said.goesOn());
                }
                case END -> branches.left(connection);
                case COMMIT, ROLLBACK -> {
                    sources.uncommitted().remove(connection);
                    branches.left(connection);
                }
                case PREPARE, RECOVER -> {}
            }
        }
        if (!told && (thrown == null || !changedNothing(thrown, text.inspected(), Dialects.ofUrl(url)))) {
            note(url, scopes.apply(call.thread().currentFrame()), text);
        }
    }

    private InspectedText text(Statement statement, UnroutedStatements.Call call, String url) {
        String sql = call.sql() == null ? StatementText.of(statement) : call.sql();
        return sql == null ? WRITES : verdicts.of(Dialects.ofUrl(url)).known(sql);
    }

    private static boolean proved(Verdict verdict) {
        return verdict.commits() || verdict.kind().writes();
    }

    private static boolean counts(Verdict verdict, @Nullable RoutingScope scope) {
        return proved(verdict)
                || (!verdict.kind().allowsDetour()
                        && (verdict.callsUnlisted() || (scope != null && scope.expectedToWrite())));
    }

    /** Whether anything proves or suggests that it did more than read; also where its database is not known so far. */
    private boolean mayHaveWritten(InspectedText text, String url, @Nullable RoutingScope scope) {
        List<SourceDatabase> open = sources.leadingTo(url);
        return open.isEmpty()
                ? counts(text.inspected(), scope)
                : open.stream().anyMatch(database -> counts(text.verdict(database.judge()), scope));
    }

    /** The server has refused a single statement, of which it then leaves nothing; elsewhere rows may be left. */
    private static boolean changedNothing(Throwable thrown, Verdict verdict, Dialect dialect) {
        return dialect.transactions().refusedStatementLeavesNothing()
                && verdict.kind() == StatementKind.WRITE
                && !verdict.implicitCommit()
                && thrown instanceof SQLException error
                && dialect.errors().isTheServersAnswer(error);
    }

    private void anywhere(@Nullable RoutingScope scope) {
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
    private boolean note(String url, @Nullable RoutingScope scope, InspectedText text) {
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

    private void written(SourceDatabase database, @Nullable RoutingScope scope, boolean proved) {
        database.joinWhatIsRunning();
        if (scope == null) {
            sources.taken().took(database);
            writes.written(database.key());
        } else {
            RoutingContext thread = RoutingContext.currentOrNull();
            if (thread != null && thread.mayServeOthers()) {
                sources.taken().took(database);
            }
            ScopedDatabase part = scope.on(database);
            part.writing(this, proved);
            part.committed(this);
        }
    }

    private void writtenEarly(String key, @Nullable RoutingScope scope) {
        writes.writtenEarly(key);
        if (scope != null) {
            scope.wroteEarly(key);
        }
    }
}
