// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes our threads: daemons, named, and free of everything they would inherit from the request that happens to be
 * running: its thread-locals, its context class loader, its protection domains. Each of these would keep the web
 * application in memory for as long as the thread lives. Thread-safe.
 */
public final class DaemonThreads implements ThreadFactory {

    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Makes a factory.
     *
     * @param name what the threads do and for whom; they are called {@code replicated-NAME-1} and so on
     */
    public DaemonThreads(String name) {
        this.prefix = "replicated-" + name + "-";
    }

    /**
     * Whether the calling thread is one of ours: what it does is not the application's doing.
     *
     * @return {@code true} on threads made here
     */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof Ours;
    }

    private static final class Ours extends Thread {
        Ours(Runnable task, String name) {
            super(null, task, name, 0, false);
        }
    }

    @Override
    @SuppressWarnings("removal") // Up to JDK 23 it is the one way to keep the caller's domains out of the thread.
    public Thread newThread(Runnable task) {
        String name = prefix + count.incrementAndGet();
        PrivilegedAction<Thread> make = () -> {
            Thread thread = new Ours(task, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
            return thread;
        };
        return AccessController.doPrivileged(make);
    }
}
