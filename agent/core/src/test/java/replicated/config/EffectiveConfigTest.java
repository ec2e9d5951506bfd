// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the status page shows of the configuration follows from the table of keys, and never shows a secret. */
class EffectiveConfigTest {

    private static final String FILE = """
            mode: observe
            replicas:
              - url: jdbc:postgresql://user:hunter2@replica/app?password=hunter2
                password: hunter2
                driver-properties: {password: hunter2}
                pool: {max-lifetime: 10m, connection-init-sql: "SET x = 1"}
            datasources:
              - match: {url: "*/crm?password=hunter2"}
                replicas: []
                consistency: {max-lag: 20s}
            routes: [{path: /a, use: master, max-lag: 5s}]
            consistency: {secret: hunter2hunter2hunter2, wait: 30ms}
            annotations: {primary: ["@Strong"]}
            """;

    @Test
    void everyKeyWithADefaultIsShown() throws ConfigException {
        Map<String, Object> shown =
                ParsedText.parse("replicas: [{url: \"jdbc:h2:mem:a\"}]").effective();

        for (Key<?> key : Keys.TABLE.rows()) {
            if (key.hasDefault() && !key.path().contains("[]")) {
                Object block = key.parent().isEmpty() ? shown : shown.get(key.parent());
                assertThat(((Map<?, ?>) block).containsKey(key.name()))
                        .as(key.path())
                        .isTrue();
            }
        }
    }

    @Test
    void theReferenceIsShownAsItReads() throws ConfigException {
        assertThat(ParsedText.parse(Reference.print()).effective()).isEqualTo(Config.DEFAULT.effective());
    }

    @Test
    void valuesAreShownAsTheFileWritesThem() throws ConfigException {
        Map<String, Object> shown = ParsedText.parse(FILE).effective();

        assertThat(shown)
                .containsEntry("mode", "observe")
                .containsEntry("learn", true)
                .containsEntry("replica-timeout", "1s")
                .containsEntry("fallback", Map.of("max-concurrent", 0))
                .containsEntry("routes", List.of(Map.of("path", "/a", "use", "primary", "max-lag", "5s")));
        assertThat((Map<?, ?>) shown.get("annotations")).extracting("primary").isEqualTo(List.of("Strong"));
        assertThat((List<?>) shown.get("replicas")).singleElement().satisfies(replica -> {
            assertThat(replica).extracting("name").isEqualTo("replica:5432");
            assertThat(replica)
                    .extracting("pool")
                    .isEqualTo(Map.of("max-lifetime", "600000", "connection-init-sql", "SET x = 1"));
        });
    }

    @Test
    void aDataSourceIsShownWithWhatItTakesFromTheTopLevel() throws ConfigException {
        assertThat((List<?>) ParsedText.parse(FILE).effective().get("datasources"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry).extracting("balance").isEqualTo("round-robin");
                    assertThat(entry).extracting("consistency.max-lag").isEqualTo("20s");
                    assertThat(entry).extracting("consistency.wait").isEqualTo("30ms");
                });
    }

    @Test
    void noSecretIsShown() throws ConfigException {
        assertThat(ParsedText.parse(FILE).effective().toString())
                .contains("password=***", "secret=***")
                .doesNotContain("hunter2");
    }

    @Test
    void theModeIsTheOneInForce() throws ConfigException {
        assertThat(ParsedText.parse(FILE).withMode(Mode.OFF).effective()).containsEntry("mode", "off");
    }
}
