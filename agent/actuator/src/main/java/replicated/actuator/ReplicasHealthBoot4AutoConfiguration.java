// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.actuator;

import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The health contributor {@code replicas} on Spring Boot 4. A replica that is down is no fault of the application,
 * whose reads the primary then serves: the status is always {@code UP}, or {@code UNKNOWN} where there is no agent to
 * ask.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
public class ReplicasHealthBoot4AutoConfiguration {

    /** Made by Spring. */
    public ReplicasHealthBoot4AutoConfiguration() {}

    /** Beans of this contributor. Apart, so that nothing is loaded that this version of Spring Boot does not have. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnEnabledHealthIndicator("replicas")
    static class Contributor {

        @Bean
        HealthIndicator replicasHealthContributor() {
            return ReplicasHealthBoot4AutoConfiguration::health;
        }
    }

    private static Health health() {
        Map<String, Object> states = Replicas.states();
        return states == null
                ? Health.unknown()
                        .withDetail("agent", "no MBeans of replicated")
                        .build()
                : Health.up().withDetails(states).build();
    }
}
