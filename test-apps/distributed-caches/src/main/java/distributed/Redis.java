// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Where the Redis of the variable REDIS is, which is its port. */
@Component
@ConditionalOnProperty("redis")
record Redis(
        @Value("127.0.0.1") String host, @Value("${redis}") int port) {}
