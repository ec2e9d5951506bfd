// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.event.EventListener;

/** Starts the application. */
@SpringBootApplication
@EnableCaching
public class CachesApplication {

    /**
     * Starts the application.
     *
     * @param arguments Spring's
     */
    public static void main(String[] arguments) {
        SpringApplication.run(CachesApplication.class, arguments);
    }

    @EventListener
    void listening(WebServerInitializedEvent event) {
        System.out.println(
                "Listening on http://127.0.0.1:" + event.getWebServer().getPort() + "/");
    }
}
