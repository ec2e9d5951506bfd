// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * From a file to the YAML tree, before any key is looked at. {@code java.io} only: this runs before the application's
 * main.
 */
final class ConfigFile {

    /** Bytes: ten thousand times an ordinary file, a hundred thousand rules. A larger one is a mistake in the path. */
    static final int LARGEST = 8 << 20;

    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @param file any path
     * @return its bytes
     * @throws ConfigException if it is missing, a directory, unreadable or much too large
     */
    static byte[] read(File file) throws ConfigException {
        String name = file.getPath();
        if (file.isDirectory()) {
            throw refused(name, "is a directory; expected a file");
        }
        if (!file.exists()) {
            throw refused(name, "there is no such file (looked for " + file.getAbsolutePath() + ")");
        }
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw refused(name, "is larger than 8 MiB; is this the right file?");
            }
            return content;
        } catch (IOException e) {
            throw refused(name, "cannot be read: " + e.getMessage() + "; check its permissions");
        }
    }

    /**
     * Decodes a file.
     *
     * @param name for error texts
     * @param content UTF-8, with or without a byte order mark
     * @return the text
     * @throws ConfigException if it is not UTF-8
     */
    static String text(String name, byte[] content) throws ConfigException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw refused(name, "is not UTF-8 text; save it in that encoding");
        }
    }

    /**
     * Parses a file.
     *
     * @param name for error texts
     * @param content the bytes of the file
     * @return the mapping that the file is
     * @throws ConfigException if it is not YAML, empty, or no mapping
     */
    static YamlNode compose(String name, byte[] content) throws ConfigException {
        String text = text(name, content);
        YamlNode plain = PlainYaml.read(text);
        if (plain != null) {
            return plain;
        }
        YamlNode root = YamlEngine.read(name, text);
        if (root == null || root.isNothing()) {
            throw refused(
                    name,
                    "is empty; expected at least replicas with a url, or mode: off (java -jar replicated.jar config"
                            + " prints every key)");
        }
        if (root.isMapping()) {
            return root;
        }
        throw refused(
                name + ":" + root.line(),
                "expected keys such as replicas:, but found "
                        + "a list or a text; is the space after a colon missing?");
    }

    private static ConfigException refused(String place, String problem) {
        return new ConfigException(List.of(place + ": " + problem), false);
    }
}
