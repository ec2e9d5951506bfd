// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Makes the site: a page for each Markdown file at the same place, what they link to beside it, and the search. It
 * needs no server and loads nothing from elsewhere.
 */
final class Site {

    private final Manuscript manuscript;
    private final Path out;
    private final String version;
    private final String template;

    /** Files and folders of the repository that pages link to, by path from its root. */
    private final Set<String> linked = new TreeSet<>();

    private Site(Manuscript manuscript, Path out, String version) {
        this.manuscript = manuscript;
        this.out = out;
        this.version = version;
        this.template = resource("page.html");
    }

    /**
     * Runs in the build.
     *
     * @param arguments root of the repository, folder for the site, version to show
     * @throws IOException if something cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        build(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
    }

    /**
     * Makes the site.
     *
     * @param root the repository
     * @param out folder; what is in it stays unless it is written anew
     * @param version shown on each page
     * @throws IOException if something cannot be read or written
     */
    static void build(Path root, Path out, String version) throws IOException {
        new Site(Manuscript.read(root), out, version).write();
    }

    private void write() throws IOException {
        for (MarkdownPage page : manuscript.pages()) {
            write(address(page.name()), html(page));
        }
        for (String name : linked) {
            copy(name);
        }
        String index = SearchIndex.json(manuscript.pages());
        write("search-index.json", index);
        // A page that was opened as a file may not fetch one.
        write("search-index.js", "window.searchIndex = " + index + ";\n");
        for (String name : List.of("site.css", "search.js")) {
            write(name, resource(name));
        }
    }

    /** Where the page is on the site, from its root. */
    static String address(String page) {
        return page.equals(Manuscript.README) ? "index.html" : page.substring(0, page.length() - 2) + "html";
    }

    private String html(MarkdownPage page) {
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(MarkdownPage.EXTENSIONS)
                .extensions(List.of(HeadingAnchorExtension.create()))
                .attributeProviderFactory(context -> (node, tag, attributes) -> lead(page, tag, attributes))
                .build();
        String up = "../".repeat((int) page.name().chars().filter(c -> c == '/').count());
        return template.replace("{title}", escaped(page.title()))
                .replace("{version}", escaped(version))
                .replace("{contents}", contents(up, page))
                .replace("{up}", up)
                .replace("{body}", renderer.render(page.document()));
    }

    /** Links lead to pages of the site in place of Markdown, and to the index of a folder in place of the folder. */
    private void lead(MarkdownPage page, String tag, Map<String, String> attributes) {
        String attribute = tag.equals("a") ? "href" : tag.equals("img") ? "src" : null;
        String destination = attribute == null ? null : attributes.get(attribute);
        if (destination == null || destination.contains(":") || destination.startsWith("#")) {
            return;
        }
        int hash = destination.indexOf('#');
        String file = hash < 0 ? destination : destination.substring(0, hash);
        String target = page.resolve(file);
        if (manuscript.page(target) != null) {
            String slashes =
                    "../".repeat((int) page.name().chars().filter(c -> c == '/').count());
            attributes.put(attribute, slashes + address(target) + (hash < 0 ? "" : destination.substring(hash)));
            return;
        }
        boolean folder = Files.isDirectory(manuscript.root().resolve(target));
        linked.add(target);
        if (folder) {
            attributes.put(attribute, file + (file.endsWith("/") ? "" : "/") + "index.html");
        }
    }

    /** The table of contents beside each page, of what {@link Manuscript#CONTENTS} lists. */
    private String contents(String up, MarkdownPage shown) {
        MarkdownPage list = manuscript.page(Manuscript.CONTENTS);
        StringBuilder html = new StringBuilder();
        html.append(item(up, Manuscript.README, "replicated", shown));
        for (String destination : list == null ? List.<String>of() : list.destinations()) {
            MarkdownPage page = destination.contains(":") ? null : manuscript.page(list.resolve(destination));
            if (page != null && !page.name().equals(Manuscript.README)) {
                html.append(item(up, page.name(), page.title(), shown));
            }
        }
        return html.toString();
    }

    private static String item(String up, String page, String title, MarkdownPage shown) {
        String here = page.equals(shown.name()) ? " aria-current=\"page\"" : "";
        return "<li><a href=\"" + up + address(page) + "\"" + here + ">" + escaped(title) + "</a></li>\n";
    }

    private void copy(String name) throws IOException {
        Path from = manuscript.root().resolve(name).normalize();
        if (!Files.isDirectory(from)) {
            Path to = out.resolve(name);
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(from)) {
            all.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        StringBuilder items = new StringBuilder();
        for (Path file : files) {
            String each = from.relativize(file).toString().replace('\\', '/');
            items.append("<li><a href=\"")
                    .append(escaped(each))
                    .append("\">")
                    .append(escaped(each))
                    .append("</a></li>\n");
            copy(manuscript.root().relativize(file).toString());
        }
        String folder = manuscript.root().relativize(from).toString().replace('\\', '/');
        write(
                folder + "/index.html",
                "<!doctype html>\n<meta charset=\"utf-8\">\n<title>" + escaped(folder) + "</title>\n<ul>\n" + items
                        + "</ul>\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = out.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String resource(String name) {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
