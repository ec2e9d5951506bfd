// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

/** Why a connection went where it went. The codes are a contract: metric labels, status and log lines use them. */
public enum Reason {
    OFF("off", "The agent is switched off: everything goes to the primary."),
    OBSERVE("observe", "Mode observe: everything goes to the primary, decisions are only computed."),
    WRITE_METHOD(
            "write-method",
            "The request's method is not one of read-methods, so it is expected to write; so is a job whose rule says nothing of"
                    + " use."),
    ANNOTATION_PRIMARY("annotation-primary", "A method annotated for the primary is running."),
    ANNOTATION_REPLICA("annotation-replica", "A method annotated for replicas is running."),
    RULE_PRIMARY("rule-primary", "A rule under routes or jobs sends this to the primary."),
    RULE_REPLICA("rule-replica", "A rule under routes or jobs sends this to a replica."),
    READ_METHOD("read-method", "The request's method is one of read-methods, and the statement only reads."),
    READ_ONLY_TRANSACTION("read-only-transaction", "The application declared the transaction read-only."),
    AUTO_READ_OFF("auto-read-off", "auto-read-on-replica is false: only rules and annotations choose a replica."),
    WROTE_EARLIER("wrote-earlier", "The request has written before, and reads what it wrote."),
    WRITE_STATEMENT("write-statement", Ground.STATEMENT, "The statement writes."),
    UNSAFE_STATEMENT(
            "unsafe-statement",
            Ground.STATEMENT,
            "The statement is not proved to only read: a lock, a sequence, session state, several statements, or"
                    + " something not understood."),
    FUNCTION(
            "function",
            Ground.STATEMENT,
            "The statement calls a function, or reads a view that does, which the server's catalogue does not show to"
                    + " only read; functions.read says so."),
    TABLE(
            "table",
            Ground.STATEMENT,
            "The statement names a table that replication does not carry, or one of tables.primary, or it asks a server"
                    + " about itself: statistics, settings, sessions, files, sequences."),
    ISOLATION("isolation", "The connection asks for SERIALIZABLE, which no replica offers."),
    MANAGED_TRANSACTION(
            "managed-transaction",
            "The container's transaction (JTA) has the primary in it already, is no longer active, or its isolation is above"
                    + " READ COMMITTED; or something was asked that is the container's to allow."),
    UNWRAP(
            "unwrap",
            Ground.STATEMENT,
            "The application took the driver's own connection; what cannot be seen goes to the primary."),
    BEHIND_BOOKMARK(
            "behind-bookmark",
            "No replica is known to show what has to be seen: what this client wrote, outside of requests what this JVM wrote, or what"
                    + " the primary had when the agent was switched on."),
    WINDOW(
            "window",
            "This client wrote a moment ago, or the agent was only just switched on, and positions cannot tell"
                    + " whether a replica has caught up."),
    LEARNED_WRITER(
            "learned-writer",
            Ground.ROUTE,
            "Requests of this route have written before, so they start on the primary."),
    UNTRUSTED_ROUTE(
            "untrusted-route",
            Ground.ROUTE,
            "Too few requests of this route were seen to read only (trust-after), so it still reads from the primary."),
    NOT_IN_SHARE("not-in-share", Ground.ROUTE, "replica-share does not send this client's reads to replicas yet."),
    CACHE_FILL(
            "cache-fill", "What is read here fills a cache that other requests share; caches: replica changes that."),
    NO_REPLICA("no-replica", Ground.REPLICAS, "No replica is healthy and within max-lag."),
    REPLICA_BUSY("replica-busy", Ground.REPLICAS, "The replica did not lend a connection within replica-timeout."),
    RESCUED(
            "rescued",
            Ground.REPLICAS,
            "A replica refused or dropped the statement; it was run again before the application noticed."),
    FAULT("fault", "An error of the agent itself; see the faults.");

    /** What a reason is about, which says what else follows from it. */
    public enum Ground {
        /** The statement itself: that it was not read on a replica says nothing about the rest of its request. */
        STATEMENT,
        /** What is known of the route, and who is to try it: what is learnt while a request runs counts for the next. */
        ROUTE,
        /** A replica should have served the read, and none could. */
        REPLICAS,
        /** What the request, its client or the operator asks for. */
        REQUEST
    }

    private final String code;
    private final Ground ground;
    private final String explanation;

    Reason(String code, String explanation) {
        this(code, Ground.REQUEST, explanation);
    }

    Reason(String code, Ground ground, String explanation) {
        this.code = code;
        this.ground = ground;
        this.explanation = explanation;
    }

    /**
     * The code of the contract.
     *
     * @return lower case, with hyphens
     */
    public String code() {
        return code;
    }

    /**
     * What it is about.
     *
     * @return never null
     */
    public Ground ground() {
        return ground;
    }

    /**
     * What it says to people who have never read the manual. {@code docs/reasons.md} is made of these.
     *
     * @return a sentence
     */
    public String explanation() {
        return explanation;
    }
}
