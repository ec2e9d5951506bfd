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
                "replicas: [{url: 'jdbc:h2:mem:a', pool: {max-lifetime: 1800000}}]"
            })
    void whatTheParserTakesIsRight(String yaml) throws ConfigException {
        assertThat(problems(yaml)).isEmpty();
        assertThat(ParsedText.parse(yaml)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mdoe: off",
                "primary: jdbc:postgresql://p/app",
                "mode: on",
                "learn: perhaps",
                "trust-after: many",
                "consistency: {wait: 5}",
                "consistency: {max-lagg: 1s}",
                "replica-share: 5",
                "replicas: {url: 'jdbc:h2:mem:a'}",
                "replicas: [{name: a}]",
                "replicas: [{url: 'jdbc:h2:mem:a', weight: -1}]",
                "replicas: [{url: 'jdbc:h2:mem:a', pool: {maximum-pool-size: 0}}]",
                "routes: [{methods: [GET], use: replica}]",
                "routes: [{path: /a, use: both}]",
                "status: yes"
            })
    void whatTheParserRefusesIsMarked(String yaml) {
        assertThat(problems(yaml)).isNotEmpty();
        assertThat(ParsedText.problems(yaml)).isNotEmpty();
    }

    @Test
    void thePublishedOneIsUpToDate() throws IOException {
        Path published = Samples.directory().resolve("replicated.schema.json");
        GeneratedText.assertUpToDate(published, Files.readString(published), Schema.print());
        assertThat(List.of(Schema.print().split("\n"))).allMatch(line -> !line.endsWith(" "));
    }
}
