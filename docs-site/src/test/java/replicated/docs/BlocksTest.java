// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.docs.MarkdownPage.CodeBlock;
import replicated.route.Reason;

/**
 * Whatever a page shows to be copied works: each block is run, loaded or at least parsed, by what its fence says it is.
 */
class BlocksTest {

    static Stream<CodeBlock> blocks() {
        return Repository.manuscript().pages().stream().flatMap(page -> page.blocks().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void isWhatItSaysItIs(CodeBlock block) throws Exception {
        assertThat(problems(block)).as(block.place()).isEmpty();
    }

    private static List<String> problems(CodeBlock block) throws Exception {
        if (block.info() == null) {
            return List.of("an indented block says not what it is: put it between ``` and name its language");
        }
        return switch (block.info()) {
            case "yaml" -> Configurations.problems(block.text());
            case "yaml kubernetes" -> Kubernetes.problems(block.text());
            case "sh" -> Commands.problems(block.text());
            case "bat" -> Formats.batch(block.text());
            case "dockerfile" -> Formats.dockerfile(block.text());
            case "ini" -> Formats.ini(block.text());
            case "json" -> Formats.json(block.text());
            case "xml" -> Formats.xml(block.text());
            case "text" -> Formats.text(block.text());
            default -> List.of("'" + block.info() + "' is no language that this test can check");
        };
    }

    @Test
    void theReadmeQuotesWhatTheDemoSays() {
        String story = Repository.text("agent-test-app/demo/src/main/java/demo/Story.java");
        List<String> reasons = Stream.of(Reason.values()).map(Reason::code).toList();
        String quoted = blocks().filter(block -> block.place().startsWith(Manuscript.README))
                .map(CodeBlock::text)
                .filter(text -> text.contains("  ok: "))
                .findFirst()
                .orElseThrow();

        for (String line : quoted.lines().toList()) {
            if (line.contains("the agent: ")) {
                assertThat(reasons).contains(line.replaceAll(".*\\(([a-z-]+)\\)$", "$1"));
            } else {
                assertThat(story).contains(line.strip().replaceFirst("^ok: ", ""));
            }
        }
    }

    @Test
    void aBlockThatIsWrongIsNoticed() throws Exception {
        assertThat(Configurations.problems("consistency: {max-lagg: 1s}")).isNotEmpty();
        assertThat(Kubernetes.problems("{apiVersion: v1, kind: Service, spec: {clusterIp: None}}"))
                .isNotEmpty();
        assertThat(Kubernetes.problems("{apiVersion: v1, kind: ConfigMap, data: {a.yaml: 'mode: on'}}"))
                .isNotEmpty();
        assertThat(Commands.problems("java -jar replicated.jar check --primry x"))
                .isNotEmpty();
        assertThat(Commands.problems("java -jar replicated.jar config --skema")).isNotEmpty();
        assertThat(Commands.problems("mvn verify -pl agent/cor")).isNotEmpty();
        assertThat(Commands.problems("mvn verify -Plongg")).isNotEmpty();
        assertThat(Commands.problems("./demo --stai")).isNotEmpty();
        assertThat(Commands.problems("echo 'unfinished")).isNotEmpty();
        assertThat(Commands.problems("java -Dreplicated.reprt=x -jar your-app.jar"))
                .isNotEmpty();
        assertThat(Formats.xml("<a></b>")).isNotEmpty();
        assertThat(Formats.ini("javaagent:x")).isNotEmpty();
        assertThat(Formats.dockerfile("COPPY a b")).isNotEmpty();
        assertThat(Formats.batch("set A=B")).isNotEmpty();
        assertThat(Formats.json("{a: ")).isNotEmpty();
        assertThat(Formats.text("java -jar your-app.jar")).isNotEmpty();
    }
}
