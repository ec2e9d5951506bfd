// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on a UDP port of the loopback address, with records of the types A, AAAA and SRV that a test changes as
 * it likes.
 */
final class TinyNameServer implements AutoCloseable {

    private static final Map<Integer, String> TYPES = Map.of(1, "A", 28, "AAAA", 33, "SRV");
    private static final int NO_SUCH_NAME = 3;
    private static final int FAILURE = 2;

    /** A record of a name: addresses, or for SRV {@code port target}. */
    private record Entry(String name, String type) {}

    private final DatagramSocket socket;
    private final Map<Entry, List<String>> records = new ConcurrentHashMap<>();
    final AtomicInteger questions = new AtomicInteger();
    private volatile boolean failing;

    TinyNameServer() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "tiny-name-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    /** From now on the name has these, and no others of the type. */
    void set(String name, String type, String... values) {
        records.put(new Entry(name, type), List.of(values));
    }

    /** Answers every question with an error, until told otherwise. */
    void fail(boolean on) {
        failing = on;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (true) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                questions.incrementAndGet();
                byte[] answer = answer(buffer);
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += 1 + question[at];
        }
        String asked = name.toString().toLowerCase(Locale.ROOT);
        int type = question[at + 2];
        boolean known = records.keySet().stream().anyMatch(entry -> entry.name().equals(asked));
        List<String> values = failing || !TYPES.containsKey(type)
                ? List.of()
                : records.getOrDefault(new Entry(asked, TYPES.get(type)), List.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(question, 0, 2);
        out.writeShort(0x8180 | (failing ? FAILURE : known ? 0 : NO_SUCH_NAME));
        out.writeShort(1);
        out.writeShort(values.size());
        out.writeInt(0);
        out.write(question, 12, at + 5 - 12);
        for (String value : values) {
            byte[] data = data(type, value);
            out.writeShort(0xC00C);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(60);
            out.writeShort(data.length);
            out.write(data);
        }
        return bytes.toByteArray();
    }

    private static byte[] data(int type, String value) throws IOException {
        if (type != 33) {
            return InetAddress.getByName(value).getAddress();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        String[] words = value.split(" ", -1);
        out.writeShort(10);
        out.writeShort(5);
        out.writeShort(Integer.parseInt(words[0]));
        for (String label : words[1].split("\\.", -1)) {
            out.writeByte(label.length());
            out.writeBytes(label);
        }
        if (!words[1].endsWith(".")) {
            out.writeByte(0);
        }
        return bytes.toByteArray();
    }
}
