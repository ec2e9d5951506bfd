// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Without a provider of ours SLF4J writes warnings of its own to the application's stderr. */
class Slf4jProviderTest {

    @Test
    void isTheOneThatSlf4jFinds() {
        assertThat(LoggerFactory.getILoggerFactory()).isNotInstanceOf(org.slf4j.helpers.NOPLoggerFactory.class);
        assertThat(LoggerFactory.getLogger("x").isInfoEnabled()).isEqualTo(Log.debugEnabled());
        assertThat(LoggerFactory.getLogger("x").isWarnEnabled()).isTrue();
    }
}
