// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The listener stands in the JVM of somebody's application: no client may harm it, read what it should not, or hold it
 * up.
 */
@Timeout(60)
class ListenerTest {

    private Listener listener;

    @BeforeEach
    void open() {
        listener = Listener.open("127.0.0.1:0", request -> switch (request.path()) {
            case "/fails" -> throw new IllegalStateException("on purpose");
            case "/large" -> PageResponse.text("x".repeat(50_000_000));
            default -> PageResponse.text("path " + request.path());
        });
    }

    @AfterEach
    void close() {
        listener.close();
    }

    @Test
    void answersGet() throws IOException {
        assertThat(RawHttp.get(listener.port(), "/some?x=y"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: 10\r\n")
                .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                .contains("\r\nContent-Security-Policy: default-src 'none'")
                .doesNotContain("Access-Control")
                .endsWith("\r\n\r\npath /some");
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        assertThat(RawHttp.exchange(listener.port(), "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: 6\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"})
    void refusesEveryOtherMethod(String method) throws IOException {
        assertThat(RawHttp.exchange(
                        listener.port(), method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:80",
                "127.0.0.1",
                "127.0.0.1:9470",
                "[::1]:9470",
                "10.1.2.3:9470",
                "[fe80::1%eth0]"
            })
    void answersToAddressesAndLocalhost(String host) throws IOException {
        assertThat(RawHttp.exchange(listener.port(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9470",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:127.0.0.1",
                "",
                "[evil.example]",
                "127.0.0.1@evil.example"
            })
    void refusesNamesThatAPageElsewhereCouldHaveRebound(String host) throws IOException {
        assertThat(RawHttp.exchange(listener.port(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .doesNotContain("path /");
    }

    @Test
    void refusesARequestWithoutHost() throws IOException {
        assertThat(RawHttp.exchange(listener.port(), "GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
                "GET / HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n",
                "\u0016\u0003\u0001\u0002\r\n\r\n",
                "\r\n\r\n"
            })
    void refusesWhatIsNoRequest(String request) throws IOException {
        assertThat(RawHttp.exchange(listener.port(), request)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/status.json/../../etc/passwd",
                "/..\\..\\windows",
                "/metrics%00.html",
                "/page.html",
                "/META-INF/MANIFEST.MF"
            })
    void noPathLeadsToAFile(String path) throws PageRequest.Refused {
        PageRequest request = PageRequest.parse("GET " + path + " HTTP/1.1\r\nHost: localhost");

        assertThat(new Pages(null, null, null).apply(request).status()).isEqualTo(404);
    }

    @Test
    void answersTheFirstOfPipelinedRequestsAndCloses() throws IOException {
        String one = "GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n";

        assertThat(RawHttp.exchange(listener.port(), one + one.replace("one", "two")))
                .contains("\r\nConnection: close\r\n")
                .endsWith("path /one");
    }

    @Test
    void refusesALargeHead() throws IOException {
        String head = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(40_000) + "\r\n\r\n";

        assertThat(RawHttp.exchange(listener.port(), head)).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void goesOnAnsweringWhileSlowClientsHoldAllThreads() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 20; client++) {
                Socket socket = RawHttp.connect(listener.port());
                socket.getOutputStream().write('G');
                slow.add(socket);
            }

            assertThat(RawHttp.get(listener.port(), "/")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void closesTheConnectionOfAClientThatTrickles() throws IOException {
        long begin = System.nanoTime();
        try (Socket socket = RawHttp.connect(listener.port())) {
            socket.setSoTimeout(200);
            int end = 0;
            while (end != -1) {
                try {
                    socket.getOutputStream().write('G');
                    end = socket.getInputStream().read();
                } catch (SocketTimeoutException stillOpen) {
                    end = 0;
                } catch (SocketException closed) {
                    end = -1;
                }
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    @Test
    void givesUpOnAClientThatDoesNotReadItsAnswer() throws IOException {
        List<Socket> deaf = new ArrayList<>();
        try {
            for (int client = 0; client < 4; client++) {
                Socket socket = RawHttp.connect(listener.port());
                RawHttp.send(socket, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
                deaf.add(socket);
            }

            assertThat(RawHttp.get(listener.port(), "/")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
    }

    /** Silent ones, ones that trickle, and ones that read nothing of a large page, and more of them all the time. */
    @Test
    void aPlaceIsKeptForMetrics() throws Exception {
        List<Socket> slow = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch flooding = new CountDownLatch(400);
        Thread flood = new Thread(() -> {
            for (int client = 0; !enough.get(); client++) {
                try {
                    Socket socket = RawHttp.connect(listener.port());
                    slow.add(socket);
                    switch (client % 4) {
                        case 0 -> RawHttp.send(socket, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        case 1 -> RawHttp.send(socket, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        case 2 -> RawHttp.send(socket, "G");
                        default -> {}
                    }
                    if (client > 300) {
                        slow.remove(0).close();
                    }
                    Thread.sleep(4);
                } catch (IOException closedOnUs) {
                    // As many of them are.
                } catch (InterruptedException e) {
                    return;
                }
                flooding.countDown();
            }
        });
        flood.start();
        try {
            flooding.await();
            for (int scrape = 0; scrape < 20; scrape++) {
                assertThat(RawHttp.get(listener.port(), "/metrics")).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            enough.set(true);
            flood.join();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void survivesAFloodOfConnections() throws IOException {
        List<Socket> flood = new ArrayList<>();
        try {
            for (int client = 0; client < 300; client++) {
                flood.add(RawHttp.connect(listener.port()));
            }
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }

        assertThat(untilAnswered()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void tellsOfAPageThatCouldNotBeMade() throws IOException {
        assertThat(RawHttp.get(listener.port(), "/fails"))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("on purpose");
    }

    @Test
    void doesWithoutAPageWhereThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Listener.open("127.0.0.1:" + taken.getLocalPort(), request -> PageResponse.text("")))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "127.0.0.1:99999", "127.0.0.1:-1", "no.such.host.invalid:9470", ":"})
    void doesWithoutAPageAtAnAddressThatIsNone(String listen) {
        assertThat(Listener.open(listen, request -> PageResponse.text(""))).isNull();
    }

    @Test
    void listensOnLoopbackWhereOnlyAPortIsGiven() {
        assertThat(ListenAddress.parse("9470").host()).isEqualTo("127.0.0.1");
        assertThat(ListenAddress.parse(":9470").host()).isEqualTo("127.0.0.1");
        assertThat(ListenAddress.parse("[::1]:9470").host()).isEqualTo("[::1]");
    }

    @Test
    void answersToTheNameItWasTold() {
        ListenAddress address = ListenAddress.parse("app-1.example:9470");

        assertThat(address.answersTo("APP-1.example:9470")).isTrue();
        assertThat(address.answersTo("app-2.example:9470")).isFalse();
    }

    /** Right after a flood the queue may still be full, and then a connection is closed unanswered. */
    private String untilAnswered() throws IOException {
        String answer = "";
        while (answer.isEmpty()) {
            try {
                answer = RawHttp.get(listener.port(), "/");
            } catch (SocketException refused) {
                answer = "";
            }
        }
        return answer;
    }
}
