// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static replicated.config.ParsedText.problems;
import static replicated.config.WrongFiles.REPLICA;

import java.io.File;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to write a wrong file gets one message that names the line, the key and the remedy. */
class ConfigErrorsTest {

    @TempDir
    File directory;

    @ParameterizedTest
    @MethodSource("replicated.config.WrongFiles#all")
    void isRefusedWithLineKeyAndRemedy(String yaml, String expected) {
        assertThat(problems(yaml)).containsExactly("replicated.yaml:" + expected);
    }

    @Test
    void allErrorsOfAFileAreReportedInItsOrder() {
        List<String> problems = problems("mode: x\nlearn: 3\nconsistency:\n  max-lagg: 1s\n  wait: soon\nmdoe: off\n");

        assertThat(problems)
                .extracting(text -> text.substring(0, 18))
                .containsExactly(
                        "replicated.yaml:1:",
                        "replicated.yaml:2:",
                        "replicated.yaml:4:",
                        "replicated.yaml:5:",
                        "replicated.yaml:6:");
    }

    @Test
    void aWrongTopLevelValueIsNotReportedAgainForEachDataSource() {
        assertThat(problems("""
                        consistency: {wait: soon}
                        datasources:
                          - {match: {url: a}, replicas: []}
                          - {match: {url: b}, replicas: []}
                        """)).hasSize(1);
    }

    @Test
    void aHopelessFileIsCutShort() {
        assertThat(problems("x: 1\n".repeat(1).concat(manyUnknownKeys())))
                .hasSize(41)
                .last()
                .asString()
                .startsWith("replicated.yaml: and ");
    }

    private static String manyUnknownKeys() {
        StringBuilder yaml = new StringBuilder();
        for (int key = 0; key < 500; key++) {
            yaml.append("unknown").append(key).append(": 1\n");
        }
        return yaml.toString();
    }

    @Test
    void anEmptyFileIsRefused() {
        for (String empty : List.of("", "\n\n", "# only a comment\n", "---\n", "~")) {
            assertThat(problems(empty)).singleElement().asString().startsWith("replicated.yaml: is empty; expected");
        }
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(problems("[".repeat(200_000))).hasSize(1);
    }

    @Test
    void whatIsNotTextIsRefused() {
        assertThatThrownBy(() ->
                        ConfigParser.parse("replicated.yaml", new byte[] {(byte) 0xC3, 0x28}, name -> null, List.of()))
                .hasMessage("replicated.yaml: is not UTF-8 text; save it in that encoding");
        assertThat(problems("mode: \u0007"))
                .singleElement()
                .asString()
                .startsWith("replicated.yaml: not YAML: a character");
    }

    @Test
    void aMissingFileIsNamed() {
        File missing = new File(directory, "replicated.yaml");

        assertThatThrownBy(() -> ConfigParser.parse(missing, name -> null))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(missing + ": there is no such file");
    }

    @Test
    void aDirectoryIsRefused() {
        assertThatThrownBy(() -> ConfigParser.parse(directory, name -> null))
                .hasMessage(directory + ": is a directory; expected a file");
    }

    @Test
    void aHugeFileIsRefused() throws Exception {
        File huge = new File(directory, "replicated.yaml");
        try (FileOutputStream out = new FileOutputStream(huge)) {
            out.write("#".repeat(9_000_000).getBytes(StandardCharsets.UTF_8));
        }

        assertThatThrownBy(() -> ConfigParser.parse(huge, name -> null)).hasMessageContaining("larger than 8 MiB");
    }

    @Test
    void aMissingPasswordFileIsNamed() {
        File missing = new File(directory, "secret");

        assertThat(problems(REPLICA + "    password-file: ${FILE}", Map.of("FILE", missing.getPath())))
                .singleElement()
                .asString()
                .startsWith("replicated.yaml:3: replicas.password-file: " + missing + ": there is no such file");
    }

    @Test
    void aValueFromTheEnvironmentIsNotShown() {
        assertThat(problems("mode: ${MODE}", Map.of("MODE", "hunter2")))
                .containsExactly("replicated.yaml:1: mode: expected one of route, observe, off, but found \"${MODE}\"");
    }

    @Test
    void aSecretIsNotShownUnderAnotherKeyEither() {
        assertThat(problems("""
                        replicas: [{url: "jdbc:h2:mem:a", password: &p hunter2}]
                        mode: *p
                        """))
                .singleElement()
                .asString()
                .contains("a text that is not shown")
                .doesNotContain("hunter2");
        assertThat(problems("consistency:\n  max-age: 60s\n    secret:hunter2\n"))
                .singleElement()
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    void aRefusedFileStillSaysThatItWantsTheAgentOff() {
        ConfigException off =
                catchThrowableOfType(ConfigException.class, () -> ParsedText.parse("mode: off\nlearn: 3\n"));
        ConfigException on =
                catchThrowableOfType(ConfigException.class, () -> ParsedText.parse("mode: route\nlearn: 3\n"));

        assertThat(off.off()).isTrue();
        assertThat(on.off()).isFalse();
    }
}
