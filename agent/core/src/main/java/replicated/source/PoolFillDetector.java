// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a pool is filling itself. Pools that are made, or are started by their first use, within a request open
 * connections on its thread, through data sources that are routed where the application itself asks them: the pool
 * would keep the routed connection. Nobody but the stack can tell. Stateless.
 */
final class PoolFillDetector {

    /** Those that no reader knows: they are over data sources that it does know. */
    private static final List<String> WITHOUT_READER = List.of("com.atomikos.", "bitronix.tm.resource.");

    /** Beginnings of the names of classes. */
    private static final String[] PACKAGES =
            Stream.concat(SourceReaders.packages(), WITHOUT_READER.stream()).toArray(String[]::new);

    /**
     * Frames from here on: enough for wrappers between a pool and what it asks, and few beside what a new connection
     * costs.
     */
    private static final int DEPTH = 48;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private PoolFillDetector() {}

    /**
     * Whether code of a pool is what asks. Costs some microseconds: to be asked only where a new connection is opened
     * otherwise.
     *
     * @return {@code true} if a class of a known pool is among the callers
     */
    static boolean isCalling() {
        return WALKER.walk(frames -> frames.limit(DEPTH).anyMatch(frame -> isPools(frame.getClassName())));
    }

    private static boolean isPools(String className) {
        for (String each : PACKAGES) {
            if (className.startsWith(each)) {
                return true;
            }
        }
        return false;
    }
}
