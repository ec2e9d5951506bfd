// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Files of others that pages show part of: are they well formed? Stateless. */
final class Formats {

    private static final Predicate<String> INI = matching("#.*|\\[[A-Z]\\w*]|[A-Z]\\w*=.+|--exec|-[a-zA-Z].*|");
    private static final Predicate<String> DOCKERFILE =
            matching("#.*|(?:FROM|COPY|ENV|RUN|ENTRYPOINT|CMD|WORKDIR|USER|ARG|ADD|LABEL|EXPOSE|VOLUME) .+|");
    private static final Predicate<String> BATCH =
            matching("rem .*|set \"[A-Z_]+=.*\"|\\w+\\.exe //[A-Z]{2}//\\w+ .+|");

    /** What would be a command, if it were not in a block for texts. */
    private static final Predicate<String> COMMAND = matching("(?:\\$ )?(?:java|mvn|curl|kubectl|docker|\\./\\w+) .*");

    private Formats() {}

    private static Predicate<String> matching(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    static List<String> ini(String text) {
        return lines(text, INI, "no line of such a file");
    }

    static List<String> dockerfile(String text) {
        return lines(text.replace("\\\n", " "), DOCKERFILE, "no instruction");
    }

    static List<String> batch(String text) {
        return lines(text, BATCH, "no such command");
    }

    static List<String> text(String text) {
        return lines(text, COMMAND.negate(), "a command, which belongs in a block of sh");
    }

    private static List<String> lines(String text, Predicate<String> right, String otherwise) {
        List<String> problems = new ArrayList<>();
        text.lines().filter(right.negate()).forEach(line -> problems.add(line + ": " + otherwise));
        return problems;
    }

    /** YAML takes more than JSON does, so the marks are looked for besides. */
    static List<String> json(String text) {
        try {
            Yaml.documents(text);
            return text.strip().matches("(?s)[{\\[].*[}\\]]") ? List.of() : List.of("neither an object nor an array");
        } catch (YamlEngineException wrong) {
            return List.of(wrong.getMessage());
        }
    }

    /** Parts of files need no single root. */
    static List<String> xml(String text) throws ParserConfigurationException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler());
        try {
            builder.parse(new InputSource(
                    new StringReader("<part>" + text.replaceFirst("^\\s*<\\?xml[^>]*>", "") + "</part>")));
            return List.of();
        } catch (SAXException wrong) {
            return List.of(wrong.getMessage());
        }
    }
}
