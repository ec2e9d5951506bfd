// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An asynchronous request is counted once, when it is complete, however it ends; and its route is trusted by those that
 * gave the client what it asked for, and by no others.
 */
class AsyncRequestsIT {

    private static final int TIMES = 5;

    /** With the status that each is answered with. */
    private static final Map<String, Integer> WAYS = new TreeMap<>(Map.of(
            "here", 200,
            "elsewhere", 200,
            "early", 200,
            "timeout", 500,
            "timeout-heard", 200,
            "throw", 500,
            "status", 409,
            "dispatch", 200,
            "dispatch-throw", 500,
            "again", 200));

    @TempDir
    private static Path folder;

    /** Grizzly does not answer all of these. */
    static List<Container> containers() {
        return Boolean.getBoolean("replicated.long")
                ? Stream.of(Container.values())
                        .filter(container -> container != Container.GRIZZLY)
                        .toList()
                : List.of(Container.TOMCAT_10, Container.JETTY_12_EE10, Container.UNDERTOW);
    }

    @ParameterizedTest
    @MethodSource("containers")
    void anAsynchronousRequestIsCountedOnceHoweverItEnds(Container container) throws Exception {
        try (ForkedApp app = container
                .app(folder)
                .agent(PagesReplica.configuration(folder, "status: {listen: '127.0.0.1:0'}"))
                .start()) {
            PagesReplica.awaitServing(app);
            Map<String, Long> requests = new TreeMap<>();
            Map<String, Boolean> trusted = new TreeMap<>();
            for (Map.Entry<String, Integer> way : WAYS.entrySet()) {
                String path = "/asynchronous/" + way.getKey();
                for (int time = 0; time < TIMES; time++) {
                    int status = status(URI.create(app.address() + path));
                    assertThat(status).as(path + "\n" + app.transcript()).isEqualTo(way.getValue());
                }
                requests.put("GET " + path, (long) TIMES);
                trusted.put("GET " + path, way.getValue() == 200);
            }
            StatusPage page = StatusPage.of(app);
            // The last ones may end after their responses.
            app.await(() -> sum(page) >= (long) TIMES * requests.size(), "all are counted");

            assertThat(counted(page)).as(app.transcript()).isEqualTo(requests);
            assertThat(trusted(page, trusted)).isEqualTo(trusted);
            assertThat(app.err()).noneMatch(line -> line.contains("fault at"));
        }
    }

    /**
     * By a socket: clients of HTTP ask again by themselves where Tomcat gives up the connection of a request that has
     * failed right after it was made asynchronous, which it does with or without an agent.
     */
    private static int status(URI address) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(60_000);
            String request = "GET " + address.getPath() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            return line == null ? 500 : Integer.parseInt(line.split(" ", 3)[1]);
        }
    }

    private static Map<String, Long> counted(StatusPage page) {
        Map<String, Long> counted = page.byRoute("replicated_requests_total");
        counted.keySet().removeIf(route -> !route.contains("/asynchronous/"));
        return counted;
    }

    private static long sum(StatusPage page) {
        return counted(page).values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Boolean> trusted(StatusPage page, Map<String, Boolean> routes) {
        Map<String, Boolean> found = new TreeMap<>();
        String status = page.get("/status.json");
        for (String route : routes.keySet()) {
            String ofRoute = status.substring(status.indexOf("\"route\":\"" + route + "\""));
            found.put(route, ofRoute.startsWith("true", ofRoute.indexOf("\"trusted\":") + "\"trusted\":".length()));
        }
        return found;
    }
}
