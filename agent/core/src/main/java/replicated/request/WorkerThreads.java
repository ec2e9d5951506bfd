// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Threads that serve whoever has work for them, told by their class, or by who starts them. Those of the JDK's thread
 * pools are not asked for here: what starts them is hooked. Immutable, thread-safe.
 */
final class WorkerThreads {

    /** Packages of pools and event loops that start their threads when a request happens to need one more. */
    private static final List<String> OWNERS = List.of(
            "org.eclipse.jetty.util.thread.",
            "org.apache.tomcat.util.threads.",
            "org.glassfish.grizzly.",
            "org.jboss.threads.",
            "org.xnio.",
            "io.netty.",
            "io.vertx.",
            "kotlinx.coroutines.",
            "com.mchange.",
            "com.lmax.disruptor.",
            "org.quartz.",
            "org.apache.logging.log4j.",
            "ch.qos.logback.",
            "org.apache.kafka.",
            "com.rabbitmq.");

    /**
     * So many callers of {@code Thread.start} are looked at: far below them every request stands on a container's
     * thread.
     */
    private static final int CALLERS = 5;

    private final @Nullable ClassLoader agents;

    /**
     * For the threads of a JVM.
     *
     * @param agents the agent's loader, which is the context class loader of its own threads; null: it has none
     */
    WorkerThreads(@Nullable ClassLoader agents) {
        this.agents = agents;
    }

    /** Whether a thread that is about to be started is one; the caller is called by what starts it. */
    boolean isOne(Thread thread) {
        Class<?> type = thread.getClass();
        if (type.getClassLoader() == null && type != Thread.class) {
            // Virtual threads are made for one task; fork-join pools, timers and HTTP clients have classes of their
            // own.
            return !type.getName().startsWith("java.lang.");
        }
        return thread instanceof ForkJoinWorkerThread
                || (agents != null && thread.getContextClassLoader() == agents)
                || isOwner(type.getName())
                || StackWalker.getInstance()
                        .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                                .dropWhile(name -> !name.equals("java.lang.Thread"))
                                .dropWhile(name -> name.equals("java.lang.Thread"))
                                .limit(CALLERS)
                                .anyMatch(WorkerThreads::isOwner));
    }

    private static boolean isOwner(String className) {
        for (String owner : OWNERS) {
            if (className.startsWith(owner)) {
                return true;
            }
        }
        return false;
    }
}
