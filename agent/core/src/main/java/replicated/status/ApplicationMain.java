// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Knows when the application's main has begun. Nothing tells of it, so the thread that will run it is looked at. */
final class ApplicationMain {

    private static final long PAUSE_MILLIS = 20;
    private static final String JBOSS_MODULES = "org.jboss.modules.";

    private ApplicationMain() {}

    /**
     * Waits until a thread has left what runs before main: agents, and the launcher.
     *
     * @param main the thread that will run the application's main
     * @throws InterruptedException if the calling thread is interrupted
     */
    static void await(Thread main) throws InterruptedException {
        while (main.isAlive() && !begun(main.getStackTrace())) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /**
     * Whether this is the stack of an application.
     *
     * @param stack innermost first; empty in between, while the JVM itself works
     * @return {@code true} if what the JVM called first is not a part of Java
     */
    static boolean begun(StackTraceElement[] stack) {
        if (stack.length == 0) {
            return false;
        }
        String outermost = stack[stack.length - 1].getClassName();
        if (outermost.equals(JBOSS_MODULES + "Main")) {
            // Its main settles the log manager and the builder of MBean servers, and then runs that of WildFly.
            return Arrays.stream(stack)
                    .anyMatch(frame -> frame.getClassName().equals(JBOSS_MODULES + "Module")
                            && frame.getMethodName().equals("run"));
        }
        return !outermost.startsWith("sun.") && !outermost.startsWith("jdk.") && !outermost.startsWith("java.");
    }
}
