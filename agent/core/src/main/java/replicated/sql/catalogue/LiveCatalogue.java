// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import replicated.config.ObjectNames;
import replicated.dialect.CatalogueFindings;
import replicated.dialect.CatalogueQueries;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.log.Log;
import replicated.replica.PrimaryQuery;
import replicated.replica.ReplicaSet;
import replicated.sql.VerdictRefiner;

/**
 * The catalogue of one database, looked at when the database is opened, again and again while it is open, and soon when
 * a text calls a function that it does not have. Never on the path of a statement: until it has been looked at, what it
 * would have to say counts as said against a replica. Thread-safe.
 */
public final class LiveCatalogue {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration MAX_INTERVAL = Duration.ofHours(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);

    /** Between two looks that unknown functions have asked for. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** A look that takes long is not taken often: so many times as long passes until the next. */
    private static final int REST = 100;

    /** Where a function was unknown, a tenth of that has to do. */
    private static final int SHORT_REST = 10;

    /** Names looked up once in an interval; further ones wait for its end. */
    private static final int MAX_ASKED = 1_000;

    private final String database;
    private final Dialect dialect;
    private final ReplicaSet replicas;

    private volatile Catalogue current;

    @GuardedBy("this")
    private final Set<String> asked = new HashSet<>();

    /** Of the look that is due; those that were due before and have been overtaken do nothing. */
    @GuardedBy("this")
    private long ticket;

    /** By {@link System#nanoTime}. */
    @GuardedBy("this")
    private long due;

    @GuardedBy("this")
    private boolean looking;

    @GuardedBy("this")
    private boolean again;

    @GuardedBy("this")
    private long lookedAt;

    @GuardedBy("this")
    private long tookNanos;

    @GuardedBy("this")
    private int failures;

    @GuardedBy("this")
    private String said = "";

    /**
     * The catalogue of a database, at which {@link #start} begins to look.
     *
     * @param database name for the log
     * @param dialect what it is
     * @param replicas whose primary is asked
     * @param rules what the file says of functions and tables
     */
    public LiveCatalogue(String database, Dialect dialect, ReplicaSet replicas, ObjectNames rules) {
        this.database = database;
        this.dialect = dialect;
        this.replicas = replicas;
        this.current =
                new Catalogue(dialect, rules, Catalogue.isAsked(dialect) ? Facts.NOT_YET : Facts.NONE, this::unknown);
    }

    /** Looks for the first time. Returns at once. */
    public void start() {
        if (Catalogue.isAsked(dialect)) {
            synchronized (this) {
                lookAfter(0);
            }
        }
    }

    /**
     * The judge in force.
     *
     * @return the same until anything has changed that it judges by
     */
    public VerdictRefiner judge() {
        return current;
    }

    /**
     * Whether the catalogue has been looked at, or there is none.
     *
     * @return {@code false} only at the start
     */
    public boolean known() {
        return current.facts().known();
    }

    /**
     * Takes over what the file says.
     *
     * @param rules the new ones
     */
    public synchronized void setRules(ObjectNames rules) {
        if (rules.equals(current.rules())) {
            return;
        }
        current = new Catalogue(dialect, rules, current.facts(), this::unknown);
        if (Catalogue.isAsked(dialect)) {
            // Views are followed by the rules, too.
            soon();
        }
    }

    /** A text calls what is neither known nor listed. */
    private synchronized void unknown(String function) {
        if (current.facts().known() && asked.size() < MAX_ASKED && asked.add(function)) {
            soon();
        }
    }

    @GuardedBy("this")
    private void soon() {
        if (looking) {
            again = true;
            return;
        }
        long gap = Math.max(SOON.toNanos(), tookNanos * SHORT_REST);
        long wanted = Math.max(0, lookedAt + gap - System.nanoTime());
        if (System.nanoTime() + wanted - due < 0) {
            lookAfter(wanted);
        }
    }

    @GuardedBy("this")
    private void lookAfter(long nanos) {
        long number = ++ticket;
        due = System.nanoTime() + nanos;
        replicas.askPrimary(new Look(number), Duration.ofNanos(nanos));
    }

    private final class Look implements PrimaryQuery {

        private final long number;

        Look(long number) {
            this.number = number;
        }

        @Override
        public void run(Connection primary) throws SQLException {
            ObjectNames rules = begin(number);
            if (rules == null) {
                return;
            }
            CatalogueFindings findings = new CatalogueFindings();
            queries(primary).ask(primary, findings);
            found(Conclusions.of(findings, dialect, rules), findings);
        }

        /** MariaDB's driver talks to MySQL and the other way round: the URL does not tell which it is. */
        private CatalogueQueries queries(Connection primary) throws SQLException {
            CatalogueQueries queries = Dialects.ofServer("", primary).catalogue();
            CatalogueQueries known = queries == null ? dialect.catalogue() : queries;
            if (known == null) {
                throw new SQLException("no questions are known for the catalogue of this server");
            }
            return known;
        }

        @Override
        public void failed(SQLException why) {
            LiveCatalogue.this.failed(number, why);
        }
    }

    /** Null: another look has taken the place of this one. */
    private synchronized @Nullable ObjectNames begin(long number) {
        if (number != ticket) {
            return null;
        }
        looking = true;
        again = false;
        lookedAt = System.nanoTime();
        return current.rules();
    }

    private void found(Facts facts, CatalogueFindings findings) {
        String line = "the catalogue of " + database + ": " + facts.described()
                + (findings.hidden().isEmpty() ? "" : "; not shown: " + String.join(", ", findings.hidden()));
        boolean news;
        synchronized (this) {
            if (!facts.equals(current.facts())) {
                current = current.with(facts);
            }
            looking = false;
            failures = 0;
            tookNanos = System.nanoTime() - lookedAt;
            asked.clear();
            news = !line.equals(said);
            said = line;
            lookAfter(again ? SOON.toNanos() : jittered(Math.min(MAX_INTERVAL.toNanos(), rest())));
        }
        if (news && findings.hidden().isEmpty()) {
            Log.info(line);
        } else if (news) {
            Log.warn(line + "; what it would say counts as said against a replica");
        }
    }

    @GuardedBy("this")
    private long rest() {
        return Math.max(INTERVAL.toNanos(), tookNanos * REST);
    }

    /** The nodes of an application need not all ask at once. */
    private static long jittered(long nanos) {
        return nanos - nanos / 5 + ThreadLocalRandom.current().nextLong(nanos / 5 * 2 + 1);
    }

    /** What was known before stays in force. */
    private void failed(long number, SQLException why) {
        boolean first;
        synchronized (this) {
            if (number != ticket) {
                return;
            }
            looking = false;
            first = failures == 0 && current.facts().known();
            failures = Math.min(failures + 1, 10);
            lookAfter(jittered(Math.min(INTERVAL.toNanos(), FIRST_RETRY.toNanos() << failures)));
        }
        if (first) {
            Log.warn("the catalogue of " + database + " cannot be looked at (SQLSTATE " + why.getSQLState()
                    + "); what was known of it stays in force");
        }
    }
}
