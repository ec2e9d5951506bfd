// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.io.File;

/** Which process this is, for a person who has several pages open. Thread-safe; asks nothing that could wait. */
final class JvmIdentity {

    private JvmIdentity() {}

    static long pid() {
        return ProcessHandle.current().pid();
    }

    /**
     * As the system's environment names it, which in a container is the pod; empty where it does not. A look-up could
     * hang.
     */
    static String host() {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return name;
            }
        }
        return "";
    }

    /**
     * The name that Spring was given, or the main class or jar without its folder; empty where the JVM does not tell.
     */
    static String application() {
        String spring = System.getProperty("spring.application.name", System.getenv("SPRING_APPLICATION_NAME"));
        if (spring != null && !spring.isBlank()) {
            return spring;
        }
        return shortName(System.getProperty("sun.java.command", ""));
    }

    /** The arguments are left out: they may hold secrets. */
    static String shortName(String command) {
        String program = command.strip().split("\\s", 2)[0];
        String name = new File(program).getName();
        return program.endsWith(".jar") ? name : name.substring(name.lastIndexOf('.') + 1);
    }
}
