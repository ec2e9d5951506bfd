// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** A page as it is written, and what is in it. Immutable but for its nodes, which nobody changes. */
final class MarkdownPage {

    static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private final String name;
    private final Node document;

    /**
     * A page.
     *
     * @param name path from the root of the repository, with slashes
     * @param markdown all of it
     */
    MarkdownPage(String name, String markdown) {
        this.name = name;
        this.document = Parser.builder()
                .extensions(EXTENSIONS)
                .includeSourceSpans(IncludeSourceSpans.BLOCKS)
                .build()
                .parse(markdown);
    }

    String name() {
        return name;
    }

    Node document() {
        return document;
    }

    /** Text of the first heading; the name where there is none. */
    String title() {
        return headings().values().stream().findFirst().orElse(name);
    }

    /** Ids and texts of the headings, in their order. Ids are those that the site, and GitHub, link to. */
    Map<String, String> headings() {
        Map<String, String> found = new LinkedHashMap<>();
        IdGenerator ids = IdGenerator.builder().build();
        visit(node -> {
            if (node instanceof Heading) {
                found.put(ids.generateId(text(node)), text(node));
            }
        });
        return found;
    }

    /**
     * A block of code.
     *
     * @param place page and line
     * @param info what stands behind the fence; null: the block is indented and has no fence
     * @param text the block itself
     */
    record CodeBlock(String place, String info, String text) {}

    /** The blocks of code, in their order. */
    List<CodeBlock> blocks() {
        List<CodeBlock> found = new ArrayList<>();
        visit(node -> {
            if (node instanceof FencedCodeBlock fenced) {
                found.add(new CodeBlock(place(node), fenced.getInfo().strip(), fenced.getLiteral()));
            } else if (node instanceof IndentedCodeBlock indented) {
                found.add(new CodeBlock(place(node), null, indented.getLiteral()));
            }
        });
        return found;
    }

    /** What stands between single back-ticks. */
    List<String> codes() {
        List<String> found = new ArrayList<>();
        visit(node -> {
            if (node instanceof Code code) {
                found.add(code.getLiteral());
            }
        });
        return found;
    }

    /** Where links and images lead, as written. */
    List<String> destinations() {
        List<String> found = new ArrayList<>();
        visit(node -> {
            if (node instanceof Link link) {
                found.add(link.getDestination());
            } else if (node instanceof Image image) {
                found.add(image.getDestination());
            }
        });
        return found;
    }

    /**
     * What a relative destination means.
     *
     * @param destination as written, without an anchor
     * @return path from the root of the repository, with slashes
     */
    String resolve(String destination) {
        return URI.create("/" + name).resolve(destination).getPath().substring(1);
    }

    /** The words of a node, without its marks. */
    static String text(Node node) {
        StringBuilder text = new StringBuilder();
        visit(node, each -> {
            if (each instanceof Text plain) {
                text.append(plain.getLiteral());
            } else if (each instanceof Code code) {
                text.append(code.getLiteral());
            } else if (each instanceof FencedCodeBlock block) {
                text.append(' ').append(block.getLiteral());
            } else if (each instanceof SoftLineBreak
                    || each instanceof HardLineBreak
                    || each instanceof Block
                    || each instanceof TableCell) {
                text.append(' ');
            }
        });
        return text.toString().strip();
    }

    private String place(Node node) {
        return name + ":" + (node.getSourceSpans().get(0).getLineIndex() + 1);
    }

    private void visit(Consumer<Node> visitor) {
        visit(document, visitor);
    }

    private static void visit(Node node, Consumer<Node> visitor) {
        visitor.accept(node);
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            visit(child, visitor);
        }
    }
}
