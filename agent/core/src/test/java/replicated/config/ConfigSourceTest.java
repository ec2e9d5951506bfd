// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is looked for where the manual says, in that order. */
class ConfigSourceTest {

    private static final Map<String, String> PROPERTIES = Map.of("replicated.config", "property.yaml");
    private static final Map<String, String> ENVIRONMENT = Map.of("REPLICATED_CONFIG", "variable.yaml");

    @TempDir
    File directory;

    @Test
    void theArgumentComesFirst() {
        assertThat(find("argument.yaml", PROPERTIES, ENVIRONMENT).file()).isEqualTo(new File("argument.yaml"));
    }

    @Test
    void thenTheSystemProperty() {
        assertThat(find(null, PROPERTIES, ENVIRONMENT).file()).isEqualTo(new File("property.yaml"));
        assertThat(find(" ", PROPERTIES, ENVIRONMENT).file()).isEqualTo(new File("property.yaml"));
    }

    @Test
    void thenTheEnvironment() {
        assertThat(find("", Map.of(), ENVIRONMENT).file()).isEqualTo(new File("variable.yaml"));
    }

    @Test
    void thenTheWorkingDirectoryIfThereIsAFile() throws IOException {
        Files.writeString(byDefault().toPath(), "mode: off");

        assertThat(find(null, Map.of(), Map.of()).file()).isEqualTo(byDefault());
    }

    @Test
    void elseThereIsNone() {
        assertThat(find(null, Map.of(), Map.of())).isNull();
        assertThat(ConfigSource.NONE).contains("replicated.yaml").doesNotContain("\n");
    }

    @Test
    void aFileThatIsNamedHasToBeThere() throws IOException {
        File missing = new File(directory, "missing.yaml");
        ConfigSource source = find(missing.getPath(), Map.of(), Map.of());

        assertThatThrownBy(source::check)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(missing + ": there is no such file, though the agent's argument names it");
        Files.writeString(missing.toPath(), "mode: off");
        assertThatCode(source::check).doesNotThrowAnyException();
    }

    private ConfigSource find(String argument, Map<String, String> properties, Map<String, String> environment) {
        return ConfigSource.find(argument, properties::get, environment::get, byDefault());
    }

    private File byDefault() {
        return new File(directory, "replicated.yaml");
    }
}
