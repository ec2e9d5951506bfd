// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bootstrap;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/** {@code java -jar replicated.jar check | attach | config | version}. */
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param arguments the command and what it takes
     */
    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("version")) {
            System.out.println("replicated " + AgentJar.version());
            return;
        }
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            // The system loader as parent: drivers on the class path are what a check connects with.
            return (int) new AgentLoader(AgentJar.find(), ClassLoader.getSystemClassLoader())
                    .loadClass("replicated.Cli")
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            System.err.println("replicated: the command failed: " + e.getCause());
        } catch (ReflectiveOperationException | IOException e) {
            System.err.println("replicated: the command line could not start: " + e);
        }
        return 1;
    }
}
