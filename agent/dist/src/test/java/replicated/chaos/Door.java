// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way of an application to write, or to seem to, beside the pool that it reads from; {@code notes.doors} has them.
 */
enum Door {
    SECOND_POOL(Kind.CHANGE),
    DRIVER_MANAGER(Kind.CHANGE),
    KEPT_CONNECTION(Kind.CHANGE),
    USER_PASSWORD(Kind.CHANGE),
    MANAGED(Kind.CHANGE),
    XA(Kind.CHANGE),
    FUNCTION(Kind.CHANGE),
    FUNCTION_OVERLOAD(Kind.CHANGE),
    FUNCTION_VIEW(Kind.VISIT),
    OTHER_THREAD(Kind.CHANGE),

    /** The response is on its way before the write: what is promised is promised on the same node. */
    LATE(Kind.CHANGE),
    /** Two writes at once: as above. */
    PARALLEL(Kind.OWN),

    ROLLED_BACK(Kind.HARMLESS),
    READ_ONLY(Kind.HARMLESS),
    NO_CONNECTION(Kind.HARMLESS),

    /** Outside of requests, where the application itself is the client. */
    JOB(Kind.WORK),
    JOB_SECOND_POOL(Kind.WORK),

    /** A write computed from a read. */
    COUNTER(Kind.OWN),
    /** Sessions told by a function whose they are. */
    WHO(Kind.OWN),
    /** A connection used by two threads. */
    SHARED(Kind.OWN),

    /** Several threads of a request read at once. */
    STREAM(Kind.TASK),
    /** Another thread writes in a GET, which reads afterwards. */
    TASK(Kind.TASK),
    /** Another thread writes when the response is long gone: what is promised is promised on the same node. */
    FORGOTTEN(Kind.TASK),
    /** A cache for all, filled anew by somebody else after the write. */
    CACHED(Kind.CACHE);

    /** What is asked of a door. */
    enum Kind {
        /** Another text for a note. */
        CHANGE,
        /** A visit more. */
        VISIT,
        /** Nothing that anybody has to see. */
        HARMLESS,
        /** Nothing: it goes by itself. */
        WORK,
        /** What no other does. */
        OWN,
        /** What is found out where tasks are not followed. */
        TASK,
        /** What is found out where caches are filled from replicas. */
        CACHE
    }

    /** Every write of a client that goes the ordinary way. */
    static final String NONE = "ordinary";

    final Kind kind;

    Door(Kind kind) {
        this.kind = kind;
    }

    /** Its name in paths, reports and the system property. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it must be found out where nothing is promised. */
    boolean isFoundOut() {
        return kind == Kind.CHANGE || kind == Kind.VISIT || kind == Kind.WORK || this == PARALLEL;
    }

    /**
     * Those that {@code checker.doors} names: {@code all}, as by default, {@code none}, or words with commas between.
     */
    static Set<Door> chosen() {
        String words = System.getProperty("checker.doors", "all");
        return switch (words) {
            case "all" -> EnumSet.allOf(Door.class);
            case "none" -> EnumSet.noneOf(Door.class);
            default ->
                Stream.of(words.split(","))
                        .map(word -> valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Door.class)));
        };
    }
}
