package watched;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells which of two databases in memory it has read from, at {@code /read}. */
@SpringBootApplication
@RestController
public class WatchedApplication {

    private final JdbcTemplate template;

    WatchedApplication(JdbcTemplate template) {
        this.template = template;
    }

    /**
     * Starts it.
     *
     * @param arguments Spring's
     */
    public static void main(String[] arguments) {
        SpringApplication.run(WatchedApplication.class, arguments);
    }

    @GetMapping("/read")
    String read() {
        return template.queryForObject("select database()", String.class) + " ";
    }

    @EventListener
    void listening(ApplicationReadyEvent event) {
        String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
        System.out.println("Listening on http://127.0.0.1:" + port + "/");
    }
}
