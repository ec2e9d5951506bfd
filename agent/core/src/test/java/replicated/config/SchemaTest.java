// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An editor that knows the schema marks what {@code check} would refuse, and nothing else. */
class SchemaTest {

    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Schema.print());

    private static Set<ValidationMessage> problems(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML);
    }

    static Stream<Path> samples() throws IOException {
        return SamplesTest.samples();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAreRight(Path sample) throws IOException {
        String yaml = Files.readString(sample);

        assertThat(problems(yaml)).isEmpty();
        assertThat(yaml).contains("# yaml-language-server: $schema=");
    }

    @Test
    void thePrintedReferenceIsRight() {
        assertThat(problems(Reference.print())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode: false",
                "mode: ${MODE:route}",
                "auto-read-on-slave: true",
                "slaves: [{url: 'jdbc:h2:mem:a', weight: '${W:2}'}]",
                "consistency: {wait: 0, max-lag: 50s}",
                "replica-share: 0.5%",
                "replicas:\nroutes:\n",
                "trust-after: '3'",
                "consistency: {max-lag: 0000000001h, max-age: 8760h}",
                "consistency: {wait: 0ms, poll-interval: 10ms}",
                "replica-timeout: 1ms",
                "slaves: [{url: 'jdbc:h2:mem:a', pool: {connection-timeout: 0, validation-timeout: 250, idle-timeout: '600000'}}]",
                "datasources: [{match: {class: a}, slaves: []}]",
                "datasources: [{match: {class: a}, replicas: , consistency: {max-lag: 1s}}]",
                "routes: [{path: '*', max-lag: 1s, methods: [get]}]",
                "status: {listen: ''}",
                "status: {listen: '[::1]:65535'}",
                "log: {file: '$${x'}",
                "annotations: {primary: ['@org.example.Änderung']}",
                "zone: 1",
                "replicas: [{url: 'jdbc:h2:mem:a', pool: {max-lifetime: 1800000}}]"
            })
    void whatTheParserTakesIsRight(String yaml) throws ConfigException {
        assertThat(problems(yaml)).isEmpty();
        assertThat(ParsedText.parse(yaml)).isNotNull();
    }

    /** What it takes a file, the environment or another value to see. */
    private static final List<String> BEYOND_A_SCHEMA = List.of(
            "is not set and has no default",
            "has to cover max-lag",
            "two replicas are named",
            "leads to mysql, but that on line 2 to postgresql",
            "the URL has to name one host",
            "learn: given twice",
            // Readers of YAML 1.1 take it for true, and some put up with a missing anchor.
            "expected true or false, but found \"yes\"",
            "an undefined alias");

    @ParameterizedTest
    @MethodSource("replicated.config.WrongFiles#all")
    void whatTheParserRefusesIsMarked(String yaml, String refusal) {
        boolean beyond = BEYOND_A_SCHEMA.stream().anyMatch(refusal::contains);

        assertThat(ParsedText.problems(yaml)).isNotEmpty();
        assertThat(isMarked(yaml)).isEqualTo(!beyond);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode: on",
                "trust-after: many",
                "trust-after: 1234567890",
                "consistency: {max-lag: 400d}",
                "consistency: {max-lag: 10000h}",
                "replicas: [{url: 'jdbc:h2:mem:a', pool: {maximum-pool-size: 0}}]",
                "zone:",
                "log: {file: }",
                "functions: {read: [a b]}",
                "replicas: [{url: 'jdbc:h2:mem:a', driver-properties: {ssl: }}]",
                "replicas: [{url: 'jdbc:h2:mem:a', driver-properties: {ssl: '${'}}]",
                "datasources: [{match: {}, replicas: []}]",
                "datasources: [{match: , replicas: []}]",
                "routes: [{use: replica, max-lag: 1s}]",
                "status: {listen: 'localhost:65536'}",
                "status: yes",
                "replicas: ['']",
                "replicas: [~]",
                "",
                "~",
                "read-methods: ['']",
                "replicas: [{url: 'jdbc:h2'}]",
                "tables: {primary: ['\"a\"']}",
                "replica-share: 100.5%",
                "replica-timeout: 0",
                "replica-timeout: 00ms"
            })
    void whatElseTheParserRefusesIsMarked(String yaml) {
        assertThat(ParsedText.problems(yaml)).isNotEmpty();
        assertThat(isMarked(yaml)).isTrue();
    }

    /** Whether an editor would show anything: what is no YAML at all it marks without a schema. */
    private static boolean isMarked(String yaml) {
        try {
            return yaml.isEmpty() || !problems(yaml).isEmpty();
        } catch (RuntimeException notYaml) {
            return true;
        }
    }

    @Test
    void thePublishedOneIsUpToDate() throws IOException {
        Path published = Samples.directory().resolve("replicated.schema.json");
        GeneratedText.assertUpToDate(published, Files.readString(published), Schema.print());
        assertThat(List.of(Schema.print().split("\n"))).allMatch(line -> !line.endsWith(" "));
    }
}
