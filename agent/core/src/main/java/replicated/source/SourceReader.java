// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows one kind of data source. Stateless. */
interface SourceReader {

    /**
     * The classes it knows; subclasses count.
     *
     * @return full names
     */
    Set<String> classNames();

    /**
     * Where the code is that opens connections when such a pool fills itself; see {@link PoolFillDetector}.
     *
     * @return beginnings of class names, each with its last dot; empty where nothing is filled
     */
    default Set<String> packages() {
        return Set.of();
    }

    /**
     * What they do.
     *
     * @return never null
     */
    SourceKind kind();

    /**
     * Reads how the data source is set up. Calls getters only: nothing connects, nothing is changed.
     *
     * @param source an instance
     * @param facts filled in
     */
    void read(ReflectedObject source, SourceFacts facts);

    /**
     * What two data sources of a class have in common where they are one and the same pool: containers give out a new
     * object with each lookup. Called with each connection that the application asks for.
     *
     * @param source an instance
     * @return the instance itself where each is a pool of its own
     */
    default Object identity(Object source) {
        return source;
    }

    /**
     * What a data source of a container fills itself from when one of its connections is used, later than it was asked
     * for: nothing of that may be routed by itself.
     *
     * @param source an instance
     * @return null where nothing is asked, or only while a connection is asked for
     */
    default @Nullable Object inner(Object source) {
        return null;
    }

    /**
     * Whether it is the container that closes it, and not the end of the application that asked it first.
     *
     * @return {@code false} where it goes with that application
     */
    default boolean outlivesApplications() {
        return false;
    }

    /**
     * How far the data source is in its life.
     *
     * @param source an instance
     * @return {@link Life#OPEN} where it cannot be closed, or does not tell
     */
    default Life life(ReflectedObject source) {
        return source.flag("isClosed", false) ? Life.CLOSED : Life.OPEN;
    }

    /** What a data source is in the course of its life. */
    enum Life {
        /** Not started; for a pool that forgets when it is closed also: closed. */
        RESTING,
        OPEN,
        CLOSED
    }
}
