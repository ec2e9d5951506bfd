// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads any YAML, and says what is wrong with what is none. The one class that names the library. */
final class YamlEngine {

    private final IdentityHashMap<Node, YamlNode> made = new IdentityHashMap<>();

    private YamlEngine() {}

    /**
     * Reads a text.
     *
     * @param name for error texts
     * @param text of the file
     * @return the tree; null if the text has none
     * @throws ConfigException if it is not YAML
     */
    static @Nullable YamlNode read(String name, String text) throws ConfigException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(ConfigFile.LARGEST)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isPresent() ? new YamlEngine().node(root.get()) : null;
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
    }

    /** An alias leads to the node that was made for its anchor, which may not be complete yet. */
    private YamlNode node(Node from) {
        YamlNode before = made.get(from);
        if (before != null) {
            return before;
        }
        int line = from.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        if (from instanceof MappingNode mapping) {
            YamlNode node = YamlNode.mapping(line);
            made.put(from, node);
            for (NodeTuple pair : mapping.getValue()) {
                node.add(node(pair.getKeyNode()), node(pair.getValueNode()));
            }
            return node;
        }
        if (from instanceof SequenceNode sequence) {
            YamlNode node = YamlNode.list(line);
            made.put(from, node);
            for (Node entry : sequence.getValue()) {
                node.add(node(entry));
            }
            return node;
        }
        String text = ((ScalarNode) from).getValue();
        YamlNode node = Tag.NULL.equals(from.getTag()) ? YamlNode.nothing(line, text) : YamlNode.text(line, text);
        made.put(from, node);
        return node;
    }

    private static String place(MarkedYamlEngineException e) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        return mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /** The tab that indents the line which is not understood, as a place; null if there is none. */
    private static @Nullable String tab(String text, MarkedYamlEngineException e) {
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
