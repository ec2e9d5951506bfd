// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import java.util.Locale;

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

    /** Of lambdas, whose names are those of the classes that they stand in: of an application's there are many more. */
    private static final List<String> WORDS_OF_LAMBDAS =
            List.of("sequential", "serial", "mailbox", "queue", "drain", "eventloop", "pump");

    /** These know themselves where they belong; whoever wakes one does not. */
    private static final String COROUTINES = "kotlinx.coroutines.";

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

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            String name = type.getName();
            if (name.startsWith(COROUTINES)) {
                return true;
            }
            int lambda = type.isHidden() ? name.indexOf(LAMBDA) : -1;
            if (lambda >= 0) {
                // "pkg.TaskQueue$$Lambda/0x...": that queue's "this::run".
                name = name.substring(0, lambda);
            }
            String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return (lambda < 0 ? WORDS : WORDS_OF_LAMBDAS).stream().anyMatch(last::contains);
        }
    };

    static boolean isOne(Object task) {
        return KNOWN.get(task.getClass());
    }
}
