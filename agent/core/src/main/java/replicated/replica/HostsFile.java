// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file in which a machine gives names to addresses. Read anew each time. Immutable.
 *
 * @param file it need not be there
 */
record HostsFile(Path file) {

    /** Where this machine has it. */
    static HostsFile ofThisMachine() {
        String windows = System.getenv("SystemRoot");
        boolean onWindows = System.getProperty("os.name", "").startsWith("Windows") && windows != null;
        return new HostsFile(
                onWindows ? Path.of(windows, "System32", "drivers", "etc", "hosts") : Path.of("/etc/hosts"));
    }

    /**
     * The addresses of a name.
     *
     * @param name whatever its case
     * @return as they are written; empty where it is not there, or the file cannot be read
     */
    List<String> addressesOf(String name) {
        List<String> lines;
        try {
            lines = List.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\\R", -1));
        } catch (IOException none) {
            return List.of();
        }
        List<String> addresses = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.replaceFirst("#.*", "").trim().split("\\s+", -1);
            if (Arrays.stream(words).skip(1).anyMatch(name::equalsIgnoreCase)) {
                addresses.add(words[0]);
            }
        }
        return addresses;
    }
}
