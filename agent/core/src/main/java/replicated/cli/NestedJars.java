// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Drivers within an application: whoever runs it has its jar or WAR at hand, and the driver only in there. */
final class NestedJars {

    /** Of Spring Boot's jars, of WARs, and of EARs. */
    private static final Pattern LIBRARY = Pattern.compile("(?:(?:BOOT|WEB)-INF/)?lib(?:-provided)?/[^/]+\\.jar");

    private static final String SERVICE = "META-INF/services/java.sql.Driver";

    private NestedJars() {}

    /**
     * Takes the jars out that register a driver.
     *
     * @param application a jar or a WAR
     * @return copies that are deleted when the JVM ends; empty where there is none, and for what is no jar
     * @throws IOException if a copy cannot be made
     */
    static List<File> withDrivers(File application) throws IOException {
        List<File> found = new ArrayList<>();
        try (JarFile outer = new JarFile(application)) {
            for (JarEntry entry : (Iterable<JarEntry>) outer.stream()::iterator) {
                if (LIBRARY.matcher(entry.getName()).matches() && registersDriver(outer, entry)) {
                    found.add(copied(outer, entry));
                }
            }
        } catch (ZipException noJar) {
            return List.of();
        }
        return found;
    }

    private static boolean registersDriver(JarFile outer, JarEntry library) throws IOException {
        try (ZipInputStream inner = new ZipInputStream(outer.getInputStream(library))) {
            for (ZipEntry each = inner.getNextEntry(); each != null; each = inner.getNextEntry()) {
                if (each.getName().equals(SERVICE)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static File copied(JarFile outer, JarEntry library) throws IOException {
        Path copy = Files.createTempFile("replicated-check-", ".jar");
        copy.toFile().deleteOnExit();
        try (InputStream content = outer.getInputStream(library)) {
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy.toFile();
    }
}
