// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A port is chosen seconds before its server listens on it: what takes it meanwhile must not fail somebody's test. */
class TakenPortTest {
    @Test
    void noPortIsGivenTwice() {
        assertThat(Stream.generate(Ports::free).limit(500)).doesNotHaveDuplicates();
    }

    @Test
    void aClusterWhosePortIsTakenMeanwhileStartsOnOthers() throws IOException {
        Availability available = MariaDbCluster.availability();
        assumeTrue(available.isAvailable(), available.reason());
        List<String> told = new CopyOnWriteArrayList<>();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MariaDbCluster cluster = MariaDbCluster.builder()
                        .standbys(0)
                        .setting("extra_port", Integer.toString(other.getLocalPort()))
                        .progress(line -> {
                            told.add(line);
                            if (line.startsWith("A port was taken")) {
                                close(other);
                            }
                        })
                        .start()) {
            assertThat(cluster.primary().isRunning()).isTrue();
            assertThat(told).anyMatch(line -> line.startsWith("A port was taken"));
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
