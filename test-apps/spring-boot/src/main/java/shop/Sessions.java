// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.DataSourceInitializer;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Users who log in, with their sessions in the application's database; only where {@code shop.sessions} is set. */
@Configuration
@ConditionalOnProperty("shop.sessions")
@EnableJdbcHttpSession
class Sessions {

    @Bean
    DataSourceInitializer sessionTables(DataSource database) {
        DataSourceInitializer initializer = new DataSourceInitializer();
        initializer.setDataSource(database);
        initializer.setDatabasePopulator(new ResourceDatabasePopulator(
                new ClassPathResource("org/springframework/session/jdbc/schema-postgresql.sql")));
        return initializer;
    }

    /** What only those who have logged in are shown. */
    @RestController
    @ConditionalOnProperty("shop.sessions")
    static class Account {

        private final Shop shop;

        Account(Shop shop) {
            this.shop = shop;
        }

        @PostMapping("/login")
        String logIn(@RequestParam("text") String user, HttpServletRequest request) {
            request.getSession().setAttribute("user", user);
            request.changeSessionId();
            return user;
        }

        /** The port of the server that answered, how many items there are, and the user. */
        @GetMapping("/account")
        String account(HttpSession session) {
            return shop.count() + " " + session.getAttribute("user");
        }
    }
}
