package replicated.source;

/**
 * Whether a pool is filling itself. Pools that are made, or are started by their first use, within a request open connections on its
 * thread, through data sources that are routed where the application itself asks them: the pool would keep the routed
 * connection. Nobody but the stack can tell. Stateless.
 */
final class PoolFillDetector {

    /** Beginnings of the names of classes; of Druid not all, since its filter is below every request. */
    private static final String[] PACKAGES = {
        "com.zaxxer.hikari.",
        "org.apache.tomcat.jdbc.pool.",
        "org.apache.commons.dbcp2.",
        "org.apache.tomcat.dbcp.dbcp2.",
        "org.apache.commons.dbcp.",
        "com.mchange.v2.",
        "io.agroal.pool.",
        "com.alibaba.druid.pool.",
        "oracle.ucp.",
        "org.vibur.dbcp.",
        "com.jolbox.bonecp.",
        "org.jboss.jca.",
        "com.ibm.ws.rsadapter.",
        "com.sun.gjc.",
        "com.atomikos.",
        "bitronix.tm.resource.",
    };

    /** Frames from here on: enough for wrappers between a pool and what it asks, and few beside what a new connection costs. */
    private static final int DEPTH = 48;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private PoolFillDetector() {}

    /**
     * Whether code of a pool is what asks. Costs some microseconds: to be asked only where a new connection is opened otherwise.
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
