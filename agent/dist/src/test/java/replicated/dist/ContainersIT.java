// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever has written gets a bookmark that leads to what was written, in whatever way the container came to commit the
 * response.
 */
@ParameterizedClass
@MethodSource("containers")
class ContainersIT {

    private static final String COOKIE = "replicated_bookmark=";

    /** A way to end a response; where it is committed before the first statement it cannot tell who served it. */
    private record Shape(String method, String path, int status, boolean timed) {
        private static Shape post(String path, int status) {
            return new Shape("POST", path, status, true);
        }
    }

    private static final List<Shape> SHAPES = List.of(
            Shape.post("/write", 200),
            Shape.post("/write-then-flush", 200),
            new Shape("POST", "/flush-then-write", 200, false),
            Shape.post("/flush-then-commit", 200),
            Shape.post("/stream", 200),
            Shape.post("/large", 200),
            Shape.post("/exact-length", 200),
            Shape.post("/empty", 204),
            Shape.post("/redirect", 302),
            Shape.post("/error", 409),
            Shape.post("/throw", 500),
            Shape.post("/reset", 200),
            Shape.post("/forward", 200),
            Shape.post("/include", 200),
            Shape.post("/async", 200),
            Shape.post("/async-dispatch", 200),
            new Shape("HEAD", "/write", 200, true),
            new Shape("GET", "/write", 200, true));

    private static final HttpClient HTTP_1 = client(Version.HTTP_1_1);

    /** Asks to go on over HTTP/2 with its first request. */
    private static final HttpClient HTTP_2 = client(Version.HTTP_2);

    @TempDir
    private static Path folder;

    private static ForkedApp app;

    @Parameter
    private Container container;

    /** One of each make, and with -Plong every one. */
    static List<Container> containers() {
        return Boolean.getBoolean("replicated.long") ? List.of(Container.values()) : inEveryBuild();
    }

    static List<Container> inEveryBuild() {
        return List.of(Container.TOMCAT_9, Container.JETTY_12_EE10, Container.UNDERTOW, Container.GRIZZLY);
    }

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        app = container
                .app(folder)
                .agent(PagesReplica.configuration(folder, "status: {response-header: true}"))
                .arguments(container.http2() ? new String[] {"h2c"} : new String[0])
                .start();
        PagesReplica.awaitServing(app);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        app.close();
    }

    private static HttpClient client(Version version) {
        return HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .version(version)
                .build();
    }

    @Test
    void everyWayToEndAResponseCarriesABookmark() throws Exception {
        List<String> wrong = new ArrayList<>();
        // Nothing foretells the first write after a response.
        send("POST", "/flush-then-write", null, HTTP_1);
        for (Shape shape : SHAPES) {
            if (container == Container.GRIZZLY && shape.path.equals("/async-dispatch")) {
                // It has lost the servlet of "/*" by then, and answers 404 with or without an agent.
                continue;
            }
            HttpResponse<String> response = send(shape.method, shape.path, null, HTTP_1);
            List<String> bookmarks = bookmarks(response);
            boolean good = response.statusCode() == shape.status
                    && !bookmarks.isEmpty()
                    // Elsewhere the servlet API can only add: the last one counts.
                    && (bookmarks.size() == 1 || container == Container.GRIZZLY)
                    && carries(response, bookmarks.get(bookmarks.size() - 1))
                    && Served.by(response).equals(shape.timed ? List.of("primary") : List.of());
            if (!good) {
                wrong.add(shape + ": " + response.statusCode() + " "
                        + response.headers().map());
                continue;
            }
            String cookie = bookmarks.get(bookmarks.size() - 1).split(";", 2)[0];
            HttpResponse<String> read = send("GET", "/read", cookie, HTTP_1);
            if (!read.body().startsWith(PagesReplica.PRIMARY)) {
                wrong.add(shape + ": with " + cookie + " served by " + read.body());
            }
        }
        assertThat(wrong).as(app.transcript()).isEmpty();
        assertThat(app.err()).noneMatch(line -> line.contains("replicated ERROR"));
    }

    @Test
    void aPlainReadCarriesNoBookmarkAndTellsWhoServedIt() throws Exception {
        HttpResponse<String> read = send("GET", "/read", null, HTTP_1);

        assertThat(bookmarks(read)).isEmpty();
        assertThat(read.headers().firstValue("X-Replicated-Bookmark")).isEmpty();
        assertThat(Served.by(read)).containsExactly(PagesReplica.NAME);
    }

    @Test
    void aGetThatWritesAfterItsResponseIsCommittedCarriesABookmarkFromTheSecondTimeOn() throws Exception {
        send("GET", "/flush-then-write", null, HTTP_1);

        assertThat(bookmarks(send("GET", "/flush-then-write", null, HTTP_1)))
                .singleElement()
                .asString()
                .matches(COOKIE + "v2\\.[0-9A-Za-z]+![0-9a-z]+;.*");
    }

    @Test
    void aResponseOverHttp2CarriesTheBookmarkToo() throws Exception {
        send("GET", "/read", null, HTTP_2);
        for (String path : List.of("/write", "/write-then-flush", "/empty", "/large")) {
            HttpResponse<String> response = send("POST", path, null, HTTP_2);

            assertThat(response.version()).isEqualTo(container.http2() ? Version.HTTP_2 : Version.HTTP_1_1);
            assertThat(bookmarks(response)).as(path).isNotEmpty();
        }
    }

    private static HttpResponse<String> send(String method, String path, String cookie, HttpClient client)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(app.address() + path)).method(method, BodyPublishers.noBody());
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static List<String> bookmarks(HttpResponse<?> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(COOKIE))
                .toList();
    }

    /** The header is there once, and says the same as the cookie. */
    private static boolean carries(HttpResponse<?> response, String cookie) {
        List<String> headers = response.headers().allValues("X-Replicated-Bookmark");
        return headers.size() == 1 && cookie.startsWith(COOKIE + headers.get(0) + ";");
    }
}
