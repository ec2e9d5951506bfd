// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the application does on every database: what the agent's tests see has to be the agent's doing, not a fault
 * here.
 */
abstract class ApplicationContract {
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .cookieHandler(new CookieManager())
            .build();
    private Application application;

    /** The database, by the environment that tells the application of it. */
    abstract Map<String, String> environment();

    /** What the database calls itself when it is asked. */
    abstract String server();

    @BeforeEach
    void start() throws Exception {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("PORT", "0");
        application = Application.start(Settings.from(environment));
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
    }

    @Test
    void a_note_posted_on_the_page_is_shown_after_the_redirect_and_escaped() throws Exception {
        HttpResponse<String> page = post("notes", "text", "1 < 2 & \"3\"");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.uri().getPath()).isEqualTo("/");
        assertThat(page.body())
                .contains("1 &lt; 2 &amp; &quot;3&quot;")
                .contains("<code id=\"served-by\">" + server() + "</code>");
    }

    @Test
    void a_page_counts_its_visits() throws Exception {
        String id = addNote("visited");
        get("notes/" + id);

        assertThat(get("notes/" + id).body()).contains("Visits: 2");
    }

    @Test
    void notes_are_found_latest_and_searched_for() throws Exception {
        String id = addNote("needle in a haystack");

        assertThat(get("latest").body()).contains("needle in a haystack");
        assertThat(post("search", "word", "needle").body()).contains("/notes/" + id);
        assertThat(get("api/latest").body()).contains("needle");
        assertThat(get("api/search?word=needle").body()).contains("\"id\": " + id);
        assertThat(get("reports/count").body()).contains("Notes: ");
        assertThat(get("about").body()).contains(server());
    }

    @Test
    void programs_add_change_and_read_notes() throws Exception {
        String id = addNote("old");
        assertThat(post("api/notes/" + id, "text", "new \"text\"").body()).contains("\"value\": true");

        assertThat(get("api/notes/" + id).body())
                .isEqualTo("{\"servedBy\": \"" + server() + "\", \"value\": {\"id\": " + id
                        + ", \"text\": \"new \\\"text\\\"\", \"visits\": 0}}\n");
        assertThat(get("api/notes/987654321").statusCode()).isEqualTo(404);
    }

    @Test
    void a_transaction_reads_and_then_writes() throws Exception {
        String id = addNote("x");

        assertThat(get("api/transaction/" + id).body()).contains("\"visits\": 1");
        assertThat(post("api/transaction/" + id, "", "").body()).contains("\"visits\": 2");
        assertThat(get("api/visit/" + id).body()).contains("\"visits\": 3");
    }

    @Test
    void a_failure_after_a_write_is_a_500_and_the_write_stays() throws Exception {
        assertThat(post("api/fail", "text", "written before the failure").statusCode())
                .isEqualTo(500);

        assertThat(get("api/notes").body()).contains("written before the failure");
    }

    @Test
    void redirects_streams_and_asynchronous_answers_tell_the_same() throws Exception {
        addNote("seen everywhere");

        assertThat(get("api/redirect").body()).contains("seen everywhere");
        assertThat(get("api/stream").body()).contains("seen everywhere");
        assertThat(get("api/async").body()).contains("seen everywhere");
        assertThat(get("api/async-dispatch").body()).contains("seen everywhere");
        assertThat(get("api/stream?text=streamed").body()).contains("streamed");
        assertThat(post("api/async", "text", "asynchronous").body()).contains("\"value\": ");
        assertThat(get("api/notes").body()).contains("asynchronous");
    }

    @Test
    void visitors_are_remembered_and_slow_reads_answered() throws Exception {
        assertThat(get("?visitor=anna").statusCode()).isEqualTo(200);
        assertThat(get("?visitor=anna").statusCode()).isEqualTo(200);
        assertThat(get("api/slow?ms=50").body()).contains("\"value\": 50");
    }

    final String addNote(String text) throws Exception {
        String answer = post("api/notes", "text", text).body();
        return answer.replaceAll("(?s).*\"value\": (\\d+)}.*", "$1");
    }

    final HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(application.address() + path)));
    }

    final HttpResponse<String> post(String path, String name, String value) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(application.address() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
