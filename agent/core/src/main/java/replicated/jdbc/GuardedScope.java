// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.log.Faults;
import replicated.log.Spans;
import replicated.replica.Replica;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;

/**
 * What a connection asks of its scope, and tells it, with every fault of ours caught, counted, and answered by what is
 * safe: the primary. Stateless.
 */
final class GuardedScope {

    private static final Intent FAULT = new Intent(false, Reason.FAULT);

    private GuardedScope() {}

    /** A question to a scope that is asked seldom: those of each statement are asked without an object between. */
    private interface Question<T> {
        T of(ScopedDatabase scoped);
    }

    private static <T> T ask(String place, ScopedDatabase scoped, T ifItFails, Question<T> question) {
        try {
            return question.of(scoped);
        } catch (RuntimeException | LinkageError e) {
            return failed(place, e, ifItFails);
        }
    }

    private static <T> T failed(String place, Throwable fault, T answer) {
        Faults.caught(place, fault);
        return answer;
    }

    /** Tells news, or does what else may not fail the application. */
    static void tell(String place, Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught(place, e);
        }
    }

    /** Tells how long a statement took, without an object. */
    static void took(ScopedDatabase scoped, @Nullable Replica replica, long nanos) {
        try {
            scoped.took(replica, nanos);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("took", e);
        }
    }

    /** What the scope is expected to do. */
    static Intent intent(ScopedDatabase scoped) {
        try {
            return scoped.scope().intent();
        } catch (RuntimeException | LinkageError e) {
            return failed("intent", e, FAULT);
        }
    }

    /** Null where a pure read has to be decided anew. */
    static ScopedDatabase.@Nullable CachedDecision cachedDecision(ScopedDatabase scoped) {
        try {
            return scoped.cachedDecision();
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("cached-decision", e);
            return null;
        }
    }

    /**
     * As {@link #cachedDecision}, where there is a server: how the replica does is of no account to a connection that
     * is on it.
     */
    static boolean isStillValid(ScopedDatabase scoped) {
        try {
            return scoped.isStillValid();
        } catch (RuntimeException | LinkageError e) {
            return failed("cached-decision", e, false);
        }
    }

    /** Whether a connection may read on from a replica. */
    static boolean mayStayOn(ScopedDatabase scoped, Replica replica, boolean inTransaction) {
        return ask("may-stay", scoped, false, each -> each.mayStayOn(replica, inTransaction));
    }

    /** Whether nothing has said so far that the scope writes. */
    static boolean isWriteUnexpected(ScopedDatabase scoped) {
        return ask(
                "refuse",
                scoped,
                false,
                each -> each.scope().intent().read()
                        && each.scope().trust() != RouteTrust.WRITER
                        && !each.hasWritten());
    }

    /** The route's name, for a message. */
    static String route(ScopedDatabase scoped) {
        return ask("route", scoped, "This request", each -> each.scope().route());
    }

    /** Whether the response will tell of the database anyhow. */
    static boolean hasCommittedWrites(ScopedDatabase scoped) {
        try {
            return scoped.hasCommittedWrites();
        } catch (RuntimeException | LinkageError e) {
            return failed("writing", e, false);
        }
    }

    /** Whether a read that may have written, and is answered, adds nothing to what is told of the database. */
    static boolean tellsOfCommits(ScopedDatabase scoped) {
        try {
            return scoped.tellsOfCommits();
        } catch (RuntimeException | LinkageError e) {
            return failed("committed", e, false);
        }
    }

    /** Whether the primary knows no more than the scope has read. */
    static boolean isFresh(ScopedDatabase scoped) {
        return ask("fresh", scoped, false, ScopedDatabase::isFresh);
    }

    /** Whether what looks like a read may write all the same. */
    static boolean isExpectedToWrite(ScopedDatabase scoped) {
        try {
            return scoped.scope().expectedToWrite();
        } catch (RuntimeException | LinkageError e) {
            return failed("intent", e, true);
        }
    }

    /** The route is one that writes. */
    static void learnWriter(ScopedDatabase scoped) {
        tell("learn", () -> {
            if (scoped.scope().trust() != RouteTrust.WRITER) {
                scoped.scope().learnWriter();
            }
        });
    }

    /** A statement is about to run on a replica, or on the primary where that is null. */
    static void describeToSpan(ScopedDatabase scoped, @Nullable Replica replica, RoutingContext thread) {
        try {
            Reason reason = scoped.reason(replica);
            thread.note(target(replica), code(reason), lagMillis(replica));
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("span", e);
        }
    }

    private static String target(@Nullable Replica replica) {
        return replica == null ? "primary" : replica.name();
    }

    private static @Nullable String code(@Nullable Reason reason) {
        return reason == null ? null : reason.code();
    }

    /** What a span is told: 0 for the primary, -1 where it is not known. */
    private static long lagMillis(@Nullable Replica replica) {
        Duration lag = replica == null ? Duration.ZERO : replica.health().lag();
        return lag == null ? -1 : lag.toMillis();
    }

    /** A connection goes to a replica, or to the primary where that is null. */
    static void decided(ScopedDatabase scoped, @Nullable Replica replica, Reason reason) {
        // As tell, without an object for each connection.
        try {
            scoped.decided(replica, reason);
            if (Spans.areWanted()) {
                Spans.tell(new Spans.Note(target(replica), code(reason), lagMillis(replica)));
            }
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("decided", e);
        }
    }
}
