package replicated.config;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** From a file to the YAML tree, before any key is looked at. {@code java.io} only: this runs before the application's main. */
final class ConfigFile {

    /** Some thousand times the size of an ordinary file; a larger one is a mistake in the path. */
    private static final int LARGEST = 1 << 20;

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
                throw refused(name, "is larger than 1 MiB; is this the right file?");
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
    static MappingNode compose(String name, byte[] content) throws ConfigException {
        String text = text(name, content);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .build();
        Optional<Node> root;
        try {
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String tab = tab(text, e);
            throw tab == null
                    ? refused(name + place(e), "not YAML: " + problem(e))
                    : refused(name + tab, "not YAML: a tab before the first word; indent by spaces only");
        } catch (ReaderException e) {
            throw refused(name, "not YAML: a character that no text has, at position " + e.getPosition());
        } catch (YamlEngineException e) {
            throw refused(name, "not YAML");
        } catch (StackOverflowError e) {
            throw refused(name, "not a configuration: nested too deeply");
        }
        if (root.isEmpty() || Document.isNothing(root.get())) {
            throw refused(
                    name,
                    "is empty; expected at least replicas with a url, or mode: off (java -jar replicated.jar config"
                            + " prints every key)");
        }
        if (root.get() instanceof MappingNode mapping) {
            return mapping;
        }
        throw refused(
                name + ":" + Document.line(root.get()),
                "expected keys such as replicas:, but found "
                        + "a list or a text; is the space after a colon missing?");
    }

    private static String place(MarkedYamlEngineException e) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        return mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /** The tab that indents the line which is not understood, as a place; null if there is none. */
    private static String tab(String text, MarkedYamlEngineException e) {
        int line = e.getProblemMark().map(Mark::getLine).orElse(-1);
        String broken = line < 0 ? "" : text.lines().skip(line).findFirst().orElse("");
        int tab = broken.indexOf('\t');
        return tab >= 0 && broken.substring(0, tab).isBlank() ? ":" + (line + 1) + ":" + (tab + 1) : null;
    }

    /** The parser's own words, except where they repeat what the file says: that could be a secret. */
    private static String problem(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        if (problem.startsWith("found undefined alias")) {
            return "an undefined alias; a value that begins with * has to be in quotes";
        }
        if (problem.contains("tag handle")) {
            return "an undefined tag; a value that begins with ! has to be in quotes";
        }
        int but = problem.indexOf(", but found");
        String plain = (but < 0 ? problem : problem.substring(0, but)).replaceFirst(": .*", "");
        String context = e.getContext() == null ? "" : " " + e.getContext();
        int from = e.getContextMark().map(mark -> mark.getLine() + 1).orElse(0);
        return Document.plain(plain) + Document.plain(context) + (from > 0 ? " begun on line " + from : "");
    }

    private static ConfigException refused(String place, String problem) {
        return new ConfigException(List.of(place + ": " + problem), false);
    }
}
