// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tasks that work off what others have queued, such as Guava's sequential executor hands to its pool: whoever's turn it
 * happens to be hands them over, and what they run is everybody's. Told by the name of their class, since nothing else
 * tells them; one that is missed runs in the scope of who handed it over, and what it writes counts for all requests
 * that are under way. Stateless.
 */
final class SharedTasks {

    private static final List<String> WORDS = List.of(
            "worker",
            "sequential",
            "serial",
            "mailbox",
            "queue",
            "drain",
            "eventloop",
            "dispatcher",
            "pump",
            "consumer");

    /** As whole words of a name: what such a class runs is a queue's. */
    private static final Pattern QUEUE =
            Pattern.compile("(?:Queue|Mailbox|EventLoop|Pump|(?:Serial|Sequential)(?:Executor|Runner|Dispatcher)?)"
                    + "(?:Worker|Runner|Drainer|Consumer|Processor|Task)?$");

    /** These know themselves where they belong, or work off a queue; whoever wakes one does not. */
    private static final List<String> OF_LIBRARIES = List.of(
            "kotlinx.coroutines.",
            "io.netty.util.concurrent.NonStickyEventExecutorGroup$",
            "java.util.concurrent.SubmissionPublisher$");

    private static final String LAMBDA = "$$Lambda";

    /** These serve one request after the other on a connection. */
    private static final List<String> CONTAINERS = List.of(
            "org.eclipse.jetty.",
            "org.apache.catalina.",
            "org.apache.coyote.",
            "org.apache.tomcat.",
            "io.undertow.",
            "org.xnio.",
            "io.netty.channel.",
            "io.netty.handler.",
            "io.netty.resolver.");

    private SharedTasks() {}

    private static final ClassValue<Boolean> OF_CONTAINERS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return CONTAINERS.stream().anyMatch(type.getName()::startsWith);
        }
    };

    /** Whether a task is a container's own, which it hands to its threads. */
    static boolean isOfContainer(Object task) {
        return OF_CONTAINERS.get(task.getClass());
    }

    private static final ClassValue<Boolean> QUEUES = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            String name = type.getName();
            int lambda = type.isHidden() ? name.indexOf(LAMBDA) : -1;
            // "pkg.TaskQueue$$Lambda/0x...": that queue's "this::run".
            return QUEUE.matcher(lambda < 0 ? name : name.substring(0, lambda)).find()
                    || OF_LIBRARIES.stream().anyMatch(name::startsWith);
        }
    };

    private static final ClassValue<Boolean> LIKELY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            if (type.isHidden()) {
                return QUEUES.get(type);
            }
            String name = type.getName();
            String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return QUEUES.get(type) || WORDS.stream().anyMatch(last::contains);
        }
    };

    /** Whether what a pool is given is likely one: a class that has such a name as a part of its own. */
    static boolean isLikelyOne(Object task) {
        return LIKELY.get(task.getClass());
    }

    /** Whether it is one by what its name ends in: a lambda's is that of the class in which it stands. */
    static boolean isOne(Object task) {
        return QUEUES.get(task.getClass());
    }
}
