package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import app.OnJetty;
import app.OnTomcat;
import app.OnUndertow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever has written gets a bookmark, in whatever way the container came to commit the response. */
class ContainersIT {

    private static final String COOKIE = "replicated_bookmark=";

    enum Container {
        JETTY_12(OnJetty.class),
        TOMCAT_9(OnTomcat.class),
        TOMCAT_10(OnTomcat.class),
        TOMCAT_11(OnTomcat.class),
        UNDERTOW(OnUndertow.class);

        private final Class<?> main;

        Container(Class<?> main) {
            this.main = main;
        }
    }

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .version(Version.HTTP_1_1)
            .build();

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyWayToEndAResponseCarriesOneBookmark(Container container) throws Exception {
        Map<String, Integer> statuses = Map.ofEntries(
                Map.entry("/write", 200),
                Map.entry("/write-then-flush", 200),
                Map.entry("/flush-then-write", 200),
                Map.entry("/redirect", 302),
                Map.entry("/error", 409),
                Map.entry("/reset", 200),
                Map.entry("/throw", 500),
                Map.entry("/empty", 204),
                Map.entry("/exact-length", 200),
                Map.entry("/large", 200),
                Map.entry("/async", 200));
        try (ForkedApp app = start(container)) {
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, Integer> expected : statuses.entrySet()) {
                HttpResponse<String> response = send(app, "POST", expected.getKey(), http);
                if (response.statusCode() != expected.getValue()
                        || bookmarks(response).size() != 1) {
                    wrong.add(expected.getKey() + ": " + response.statusCode() + " "
                            + response.headers().map());
                }
            }
            assertThat(wrong).as(app.transcript()).isEmpty();
            assertThat(bookmarks(send(app, "HEAD", "/write", http))).as("HEAD").hasSize(1);
            assertThat(bookmarks(send(app, "GET", "/read", http)))
                    .as("plain read")
                    .isEmpty();
            assertThat(app.err()).noneMatch(line -> line.contains("ERROR") && line.contains("replicated"));
        }
    }

    @Test
    void aResponseOverHttp2CarriesTheBookmarkToo() throws Exception {
        HttpClient http2 = HttpClient.newBuilder().version(Version.HTTP_2).build();
        try (ForkedApp app = start(Container.TOMCAT_10)) {
            HttpResponse<String> response = send(app, "GET", "/write", http2);

            assertThat(response.version()).isEqualTo(Version.HTTP_2);
            assertThat(bookmarks(response)).hasSize(1);
        }
    }

    private ForkedApp start(Container container) throws IOException {
        Path configuration = Files.writeString(directory.resolve("replicated.yaml"), """
                replicas:
                  - url: jdbc:h2:mem:app
                log: {level: info}
                """);
        return ForkedApp.main(container.main)
                .agent(configuration)
                .classPath(classPath(container))
                .classPath(Jars.libraries("HikariCP", "h2-", "slf4j-"))
                .start();
    }

    private List<Path> classPath(Container container) throws IOException {
        List<Path> classPath = new ArrayList<>();
        if (container == Container.TOMCAT_9) {
            JavaxClasses.translate(Jars.app(), directory.resolve("app"));
            classPath.add(directory.resolve("app"));
        } else {
            classPath.add(Jars.app());
        }
        classPath.addAll(
                switch (container) {
                    case JETTY_12 -> Jars.libraries("jetty-", "jakarta.servlet-api");
                    case TOMCAT_10 ->
                        Jars.libraries("tomcat-embed-core", "tomcat-annotations-api", "jakarta.annotation-api");
                    case TOMCAT_9 -> Jars.tomcat(9);
                    case TOMCAT_11 -> Jars.tomcat(11);
                    case UNDERTOW -> Jars.libraries("undertow-", "xnio-", "jboss-", "wildfly-", "jakarta.");
                });
        return classPath;
    }

    private static HttpResponse<String> send(ForkedApp app, String method, String path, HttpClient client)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(app.address() + path))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static List<String> bookmarks(HttpResponse<?> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(COOKIE))
                .toList();
    }
}
