// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.io.File;

/** A file that holds a password and nothing else: the one rule for how it is read. {@code java.io} only. Stateless. */
public final class PasswordFile {

    private PasswordFile() {}

    /**
     * Reads a password.
     *
     * @param file UTF-8
     * @return the text of the file without one line break at its end, which is the editor's; blanks are the password's
     *     own. Empty if there is nothing else
     * @throws ConfigException if the file is missing, unreadable or no text; its text names the file and shows nothing
     *     of it
     */
    public static Secret read(File file) throws ConfigException {
        String text = ConfigFile.text(file.getPath(), ConfigFile.read(file));
        int end = text.length();
        if (text.endsWith("\n")) {
            end -= text.endsWith("\r\n") ? 2 : 1;
        }
        return new Secret(text.substring(0, end));
    }
}
