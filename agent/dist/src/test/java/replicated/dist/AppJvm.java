// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the applications of these tests run on where a test does not say it itself: {@code -Dreplicated.app-jdk=25} for
 * another JDK than the tests' own, {@code -Dreplicated.virtual-threads=true} for requests, and what frameworks do
 * beside them, on virtual threads.
 */
final class AppJvm {

    private static final Integer VERSION = Integer.getInteger("replicated.app-jdk");
    private static final boolean VIRTUAL = Boolean.getBoolean("replicated.virtual-threads");

    private AppJvm() {}

    /** The JDK's folder. Where the one asked for is not installed, the test is skipped. */
    static Path home() {
        return VERSION == null ? Path.of(System.getProperty("java.home")) : Jars.jdk(VERSION);
    }

    /** The JDK's feature release. */
    static int version() {
        return VERSION == null ? Runtime.version().feature() : VERSION;
    }

    /**
     * What tells our own applications, and Spring Boot's, to serve requests on virtual threads; empty if they are not
     * to.
     */
    static Map<String, String> environment() {
        return VIRTUAL ? virtualThreads() : Map.of();
    }

    static Map<String, String> virtualThreads() {
        return Map.of("VIRTUAL_THREADS", "true", "SPRING_THREADS_VIRTUAL_ENABLED", "true");
    }
}
