// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringTokenizer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where the files are that forked JVMs need. */
public final class Jars {

    private Jars() {}

    /** The packed agent. */
    static Path agent() {
        return Path.of(System.getProperty("replicated.jar"));
    }

    /** Classes of the package {@code app}, the applications of these tests, and nothing else. */
    static Path app() {
        return Path.of("target", "app").toAbsolutePath();
    }

    /** Libraries of the tests' own class path whose file names start so. */
    static List<Path> libraries(String... prefixes) {
        List<Path> found = new ArrayList<>();
        for (Object entry :
                Collections.list(new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator))) {
            Path path = Path.of((String) entry);
            for (String prefix : prefixes) {
                if (path.getFileName().toString().startsWith(prefix)) {
                    found.add(path);
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("nothing on the class path starts with " + List.of(prefixes));
        }
        return found;
    }

    /**
     * A jar of a folder's classes, beside it: archives of the JVM do not take folders, and no jar that is newer than
     * they are.
     */
    static Path packed(Path folder) throws IOException {
        Path jar = folder.resolveSibling(folder.getFileName() + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /**
     * The libraries of a Tomcat as it is downloaded; its version has to be another than that of the tests' class path.
     */
    static List<Path> tomcat(int version) {
        Path home = Path.of(System.getProperty("replicated.tomcat-" + version));
        List<Path> found = files(home.resolve("lib"));
        found.add(home.resolve("bin").resolve("tomcat-juli.jar"));
        return found;
    }

    /** The libraries of a container that has versions of its own. */
    static List<Path> container(String name) {
        return files(Path.of(System.getProperty("replicated.containers"), name));
    }

    /** The class path of the application with Actuator, on a version of Spring Boot. */
    static List<Path> actuator(String version) {
        Path target = Path.of(System.getProperty("replicated.test-apps-actuator"), "boot-" + version, "target");
        List<Path> found = files(target.resolve("class-path"));
        found.add(0, target.resolve("classes"));
        return found;
    }

    /** Another agent, by the name of its artifact. */
    static Path otherAgent(String name) {
        return Path.of(System.getProperty("replicated.agents"), name + ".jar");
    }

    private static List<Path> files(Path folder) {
        File[] files = folder.toFile().listFiles();
        if (files == null) {
            throw new IllegalStateException(folder + " is missing: run the tests through Maven");
        }
        List<Path> found = new ArrayList<>();
        for (File file : files) {
            found.add(file.toPath());
        }
        return found;
    }

    /** A JDK of this version or later, or the test is skipped. */
    static Path jdk(int version) {
        if (Runtime.version().feature() >= version) {
            return Path.of(System.getProperty("java.home"));
        }
        File[] installed = new File("/usr/lib/jvm").listFiles();
        if (installed != null) {
            for (File home : installed) {
                if (home.getName().matches("\\D*" + version + "\\b.*") && new File(home, "bin/java").isFile()) {
                    return home.toPath();
                }
            }
        }
        String named = System.getenv("JAVA_HOME_" + version + "_X64");
        Assumptions.assumeTrue(
                named != null && Files.isDirectory(Path.of(named)), "no JDK " + version + " is installed");
        return Path.of(named);
    }
}
