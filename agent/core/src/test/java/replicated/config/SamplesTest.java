// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.PropertyElf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample is a file that works as it stands. */
class SamplesTest {

    static Stream<Path> samples() throws IOException {
        Path kubernetes = Samples.directory().resolve("kubernetes/replicated.yaml");
        try (Stream<Path> files = Files.list(Samples.directory())) {
            return Stream.concat(files.filter(file -> file.toString().endsWith(".yaml")), Stream.of(kubernetes))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isAcceptedAndSaysWhenToUseIt(Path sample) throws Exception {
        Config config = ConfigParser.parse(sample.toFile(), name -> null);

        assertThat(Files.readString(sample))
                .startsWith("# When: ")
                .contains("-javaagent:")
                .contains(sample.getFileName().toString());
        boolean off = config.mode() == Mode.OFF;
        assertThat(config.withoutReplicas()).isEqualTo(off);
    }

    @Test
    void thereIsOneForEachUsualSituation() throws IOException {
        assertThat(samples().map(file -> file.getFileName().toString()))
                .contains(
                        "complete.yaml",
                        "galera.yaml",
                        "h2.yaml",
                        "kill-switch.yaml",
                        "minimal.yaml",
                        "mysql-mariadb.yaml",
                        "oracle.yaml",
                        "postgresql.yaml",
                        "replicated.yaml",
                        "several-datasources.yaml",
                        "sqlserver.yaml",
                        "spring-boot.yaml",
                        "tomcat.yaml");
    }

    @Test
    void theMinimalOneHasThreeLines() throws IOException {
        List<String> lines = Files.readAllLines(Samples.directory().resolve("minimal.yaml")).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();

        assertThat(lines).hasSize(3);
    }

    @Test
    void poolPropertiesAreHikarisOwn() {
        for (String name : Keys.TABLE.under("replicas[].pool").keySet()) {
            StringBuilder camel = new StringBuilder();
            for (String word : name.split("-", -1)) {
                camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
            assertThat(PropertyElf.getPropertyNames(HikariConfig.class)).contains(camel.toString());
        }
    }
}
