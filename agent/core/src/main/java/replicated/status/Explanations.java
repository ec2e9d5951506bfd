package replicated.status;

import java.util.LinkedHashMap;
import java.util.Map;
import replicated.route.Reason;

/** Each reason in a sentence for people who have never read the manual. */
final class Explanations {

    private Explanations() {}

    static String of(Reason reason) {
        return switch (reason) {
            case OFF -> "The agent is switched off: everything goes to the primary.";
            case OBSERVE -> "Mode observe: everything goes to the primary, decisions are only computed.";
            case WRITE_METHOD ->
                "The request's method is not one of read-methods, so it is expected to write; so is a job whose rule says nothing of"
                        + " use.";
            case ANNOTATION_PRIMARY -> "A method annotated for the primary is running.";
            case ANNOTATION_REPLICA -> "A method annotated for replicas is running.";
            case RULE_PRIMARY -> "A rule under routes or jobs sends this to the primary.";
            case RULE_REPLICA -> "A rule under routes or jobs sends this to a replica.";
            case READ_METHOD -> "The request's method is one of read-methods, and the statement only reads.";
            case READ_ONLY_TRANSACTION -> "The application declared the transaction read-only.";
            case AUTO_READ_OFF -> "auto-read-on-replica is false: only rules and annotations choose a replica.";
            case WROTE_EARLIER -> "The request has written before, and reads what it wrote.";
            case WRITE_STATEMENT -> "The statement writes.";
            case UNSAFE_STATEMENT ->
                "The statement is not proved to only read: a lock, a sequence, session state, several statements, or"
                        + " something not understood.";
            case FUNCTION ->
                "The statement calls a function, or reads a view that does, which the server's catalogue does not show to"
                        + " only read; functions.read says so.";
            case TABLE ->
                "The statement names a table that replication does not carry, or one of tables.primary, or it asks a server"
                        + " about itself: statistics, settings, sessions, files, sequences.";
            case ISOLATION -> "The connection asks for SERIALIZABLE, which no replica offers.";
            case MANAGED_TRANSACTION ->
                "The container's transaction (JTA) has the primary in it already, is no longer active, or its isolation is above"
                        + " READ COMMITTED; or something was asked that is the container's to allow.";
            case UNWRAP -> "The application took the driver's own connection; what cannot be seen goes to the primary.";
            case BEHIND_BOOKMARK ->
                "No replica is known to show what has to be seen: what this client wrote, outside of requests what this JVM wrote, or what"
                        + " the primary had when the agent was switched on.";
            case WINDOW ->
                "This client wrote a moment ago, or the agent was only just switched on, and positions cannot tell"
                        + " whether a replica has caught up.";
            case LEARNED_WRITER -> "Requests of this route have written before, so they start on the primary.";
            case UNTRUSTED_ROUTE ->
                "Too few requests of this route were seen to read only (trust-after), so it still reads from the primary.";
            case NOT_IN_SHARE -> "replica-share does not send this client's reads to replicas yet.";
            case CACHE_FILL ->
                "What is read here fills a cache that other requests share; caches: replica changes that.";
            case NO_REPLICA -> "No replica is healthy and within max-lag.";
            case REPLICA_BUSY -> "The replica did not lend a connection within replica-timeout.";
            case RESCUED ->
                "A replica refused or dropped the statement; it was run again before the application noticed.";
            case FAULT -> "An error of the agent itself; see the faults.";
        };
    }

    /** All of them by code. */
    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Reason reason : Reason.values()) {
            all.put(reason.code(), of(reason));
        }
        return all;
    }
}
