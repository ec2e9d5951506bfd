// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is allowed but hardly meant gets a note with line, key and remedy, at the start and by {@code check}. */
class ConfigNotesTest {

    private static List<String> notes(String yaml) throws ConfigException {
        return ParsedText.parse(WrongFiles.REPLICA + yaml).warnings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]"})
    void aPageThatIsOpenToAllNetworksIsNoted(String host) throws ConfigException {
        assertThat(notes("status: {listen: \"" + host + ":9470\"}"))
                .containsExactly(
                        "replicated.yaml:3: status.listen: is open to every network that this machine is in, and the page has no"
                                + " login; write 127.0.0.1:9470, or let nobody but your own tools reach that port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9470", "[::1]:9470", "localhost:9470", "10.0.0.1:9470", ""})
    void anyOtherPageIsNot(String listen) throws ConfigException {
        assertThat(notes("status: {listen: \"" + listen + "\"}")).isEmpty();
    }

    @Test
    void aPoolTimeThatIsTooShortWithoutItsUnitIsNoted() throws ConfigException {
        assertThat(notes("    pool:\n      max-lifetime: 1800\n      idle-timeout: 10m\n"))
                .containsExactly(
                        "replicated.yaml:4: replicas.pool.max-lifetime: 1800 without a unit is 1800 milliseconds; write"
                                + " 1800s if seconds are meant, else 1800ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30000", "1800000", "1800ms", "0", "${NONE:1800}"})
    void aPoolTimeThatIsMeantIsNot(String time) throws ConfigException {
        assertThat(notes("    pool: {max-lifetime: \"" + time + "\"}")).isEmpty();
    }
}
