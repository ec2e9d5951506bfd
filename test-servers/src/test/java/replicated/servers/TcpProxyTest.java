// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test of a bad network is worth nothing where the network is good. */
class TcpProxyTest {
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = TcpProxy.to(echo('a'));
        open.add(proxy);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void it_forwards_both_ways_and_counts_round_trips() throws IOException {
        Socket client = client();
        assertThat(say(client, 1)).isEqualTo("a1");
        assertThat(say(client, 2)).isEqualTo("a2");

        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.roundTrips()).isEqualTo(2);
    }

    @Test
    void it_leads_to_several_servers_in_turn_and_elsewhere_when_told() throws IOException {
        proxy.retarget(echo('b'), echo('c'));
        assertThat(say(client(), 1) + say(client(), 2)).isIn("b1c2", "c1b2");

        proxy.retarget(echo('d'));
        assertThat(say(client(), 3)).isEqualTo("d3");
    }

    @Test
    void latency_delays_an_answer_by_both_ways() throws IOException {
        Socket client = client();
        say(client, 1);
        proxy.latency(Duration.ofMillis(60));
        long asked = System.nanoTime();
        say(client, 2);

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @Test
    void a_cut_resets_what_is_open_and_serves_what_is_new() throws IOException {
        Socket client = client();
        say(client, 1);
        proxy.cut();

        assertThatThrownBy(() -> say(client, 2)).isInstanceOf(SocketException.class);
        assertThat(say(client(), 3)).isEqualTo("a3");
    }

    @Test
    void a_black_hole_accepts_and_never_answers_until_it_heals() throws IOException {
        Socket early = client();
        say(early, 1);
        proxy.blackHole();
        early.setSoTimeout(100);
        Socket late = client();
        late.setSoTimeout(100);

        assertThatThrownBy(() -> say(early, 2)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> say(late, 2)).isInstanceOf(SocketTimeoutException.class);
        proxy.heal();
        assertThat(say(client(), 3)).isEqualTo("a3");
    }

    @Test
    void refused_connections_are_refused_until_it_heals() throws IOException {
        proxy.refuse();
        assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);

        proxy.heal();
        assertThat(say(client(), 1)).isEqualTo("a1");
    }

    @Test
    void a_throttled_connection_is_as_slow_as_asked_for() throws IOException {
        Socket client = client();
        say(client, 1);
        proxy.throttle(20);
        long asked = System.nanoTime();
        say(client, 2);

        // One byte to the server and two back, 50 ms each.
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    private Socket client() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        open.add(client);
        return client;
    }

    private static String say(Socket client, int digit) throws IOException {
        client.getOutputStream().write('0' + digit);
        byte[] answer = client.getInputStream().readNBytes(2);
        if (answer.length < 2) {
            throw new SocketException("Closed");
        }
        return new String(answer, StandardCharsets.US_ASCII);
    }

    /** A server that answers each byte with its own letter and that byte. */
    private Server echo(char letter) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(listener);
        startDaemon(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    open.add(client);
                    startDaemon(() -> answer(client, letter));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return new PostgresServer("echo", listener.getLocalPort(), Path.of("none"), Path.of("none"));
    }

    private static void answer(Socket client, char letter) {
        try {
            for (int said = client.getInputStream().read();
                    said >= 0;
                    said = client.getInputStream().read()) {
                client.getOutputStream().write(new byte[] {(byte) letter, (byte) said});
            }
        } catch (IOException closed) {
            // The test is over, or the proxy has cut the connection.
        }
    }

    private static void startDaemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
