// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with a browser, which keeps cookies. */
final class Visitor {
    private static final Pattern SERVED_BY = Pattern.compile("id=\"served-by\">([^<]*)<");
    private static final Pattern TARGET = Pattern.compile("replicated;desc=\"?([^\",]*)");

    private final String name;
    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Visitor(String name, URI address) {
        this.name = name;
        this.address = address;
    }

    /**
     * What came back.
     *
     * @param servedBy what the database server said of itself; empty where the response has no page
     * @param target where the agent says it sent the statements; empty where it says nothing
     */
    record Page(int status, String body, String servedBy, String target) {}

    String name() {
        return name;
    }

    Page get(String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)));
    }

    /** Sends a form with one field. */
    Page post(String path, String field, String value) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))));
    }

    private Page send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
            Matcher servedBy = SERVED_BY.matcher(response.body());
            Matcher target = TARGET.matcher(
                    response.headers().firstValue("Server-Timing").orElse(""));
            return new Page(
                    response.statusCode(),
                    response.body(),
                    servedBy.find() ? servedBy.group(1) : "",
                    target.find() ? target.group(1) : "");
        } catch (IOException e) {
            throw new StoryFailed("The application did not answer " + name + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailed("Interrupted");
        }
    }
}
