// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A browser as far as bookmarks are concerned: it keeps the cookies it is given and sends them back, and follows no
 * redirect by itself. Thread-safe, as browsers are: several requests of one visitor may be under way.
 */
public final class Visitor {

    private static final HttpClient CLIENT;

    static {
        // Below the idle time-out of the containers: a connection that the other side closes just now would fail a
        // request.
        System.setProperty("jdk.httpclient.keepalive.timeout", "5");
        CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    }

    private final Map<String, String> cookies = new ConcurrentHashMap<>();
    private final boolean keepsCookies;
    private HttpClient.Version version = HttpClient.Version.HTTP_2;

    public Visitor(boolean keepsCookies) {
        this.keepsCookies = keepsCookies;
    }

    /**
     * Sends nothing over HTTP/2, whose servers may close a connection under load, which the client reports in place of
     * sending again as a browser does.
     */
    public Visitor overHttp1() {
        version = HttpClient.Version.HTTP_1_1;
        return this;
    }

    /** Has a cookie from the beginning, such as that of a session. */
    public Visitor with(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    public HttpResponse<String> get(URI application, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(application.resolve(path)));
    }

    public HttpResponse<String> post(URI application, String path, String text)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(application.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("text=" + URLEncoder.encode(text, StandardCharsets.UTF_8))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        request.timeout(Duration.ofSeconds(60)).version(version);
        if (!cookies.isEmpty()) {
            StringBuilder header = new StringBuilder();
            cookies.forEach((name, value) ->
                    header.append(header.length() == 0 ? "" : "; ").append(name + "=" + value));
            request.header("Cookie", header.toString());
        }
        HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
        if (keepsCookies) {
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                String pair = cookie.split(";", 2)[0];
                int equals = pair.indexOf('=');
                cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return response;
    }

    /** What it sends with its next request. */
    @Override
    public String toString() {
        return cookies.toString();
    }
}
