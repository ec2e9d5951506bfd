// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bootstrap;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;

/** The file that this class came from. */
final class AgentJar {

    /** {@code Implementation-Title} in the manifest. */
    private static final String TITLE = "replicated";

    private AgentJar() {}

    /**
     * Finds the jar and makes sure that it is the agent's own.
     *
     * @return an existing file
     * @throws IOException if the agent was repacked into another jar, or is not in a jar at all
     */
    static File find() throws IOException {
        CodeSource source = AgentJar.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            throw new IOException(
                    "the class path entry of the agent is not known; pass replicated.jar itself to -javaagent");
        }
        File file;
        try {
            file = new File(new URI(location.toString()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException(location + " is not a file; pass replicated.jar itself to -javaagent", e);
        }
        if (!file.isFile()) {
            throw new IOException(file + " is not a jar; pass replicated.jar itself to -javaagent");
        }
        // What the JVM's own loader has read of the manifest: to open the jar once more takes 10 ms.
        if (!TITLE.equals(AgentJar.class.getPackage().getImplementationTitle())) {
            throw new IOException(file + " is not the agent's jar; do not repack replicated.jar, pass it as it is");
        }
        return file;
    }

    /**
     * The version in the manifest.
     *
     * @return {@code unknown} outside of the packaged jar
     */
    static String version() {
        String version = AgentJar.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
