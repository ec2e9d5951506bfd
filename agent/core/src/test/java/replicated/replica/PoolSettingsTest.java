// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.PoolProperties;

/** What stands in the file under {@code pool} either takes effect or is refused with a text that helps. */
class PoolSettingsTest {

    @Test
    void takeEffectUnderHikarisOwnNamesWithOrWithoutUnits() {
        HikariConfig config = new HikariConfig();
        PoolSettings.apply(
                "r", Map.of("maximum-pool-size", "7", "idle-timeout", "90s", "max-lifetime", "600000"), config);
        assertThat(config.getMaximumPoolSize()).isEqualTo(7);
        assertThat(config.getIdleTimeout()).isEqualTo(90_000);
        assertThat(config.getMaxLifetime()).isEqualTo(600_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"maximum-pol-size", "jdbc-url", "password", "register-mbeans", "read-only", "maximumPoolSize"})
    void areRefusedWhereTheyAreUnknownOrNotTheOperatorsToSet(String name) {
        assertThatThrownBy(() -> PoolSettings.check("replica-1", Map.of(name, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("replica-1", name, "maximum-pool-size");
    }

    @ParameterizedTest
    @CsvSource({"maximum-pool-size, many", "maximum-pool-size, 0", "idle-timeout, soon", "validation-timeout, 10ms"})
    void areRefusedWhereTheValueWillNotDo(String name, String value) {
        assertThatThrownBy(() -> PoolSettings.check("replica-1", Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("replica-1", name, value);
    }

    @Test
    void areEachSetByHikarisSetterOfTheirName() {
        assertThat(PoolProperties.names()).contains("minimum-idle", "connection-init-sql");
        for (String name : PoolProperties.names()) {
            assertThatCode(() -> PoolSettings.check("r", Map.of(name, "300000")))
                    .as(name)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void mayBeEmpty() {
        assertThatCode(() -> PoolSettings.check("r", Map.of())).doesNotThrowAnyException();
    }
}
