// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;

/** Starts the application. Flyway makes one of its tables and Liquibase the other. */
@SpringBootApplication
public class CountersApplication {

    /**
     * Starts the application.
     *
     * @param arguments Spring's
     */
    public static void main(String[] arguments) {
        SpringApplication.run(CountersApplication.class, arguments);
    }

    @Bean
    @Primary
    JpaTransactionManager transactionManager(EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }

    @Bean
    JdbcTransactionManager jdbcTransactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @EventListener
    void listening(WebServerInitializedEvent event) {
        System.out.println(
                "Listening on http://127.0.0.1:" + event.getWebServer().getPort() + "/");
    }
}
